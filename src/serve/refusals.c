/* What refusals of the engine mean at the desk. The engine speaks English, and of flags of the
 * command line; here are forms with fields, in three languages. What is not in the list is told as
 * the engine tells it. */
#include "serve/page.h"

/* `{}`: what the refusal names; the sentence may name it again, in the same order. */
static const struct meaning {
    const char *refusal, *says;
} meanings[] = {
    {"--by and --reason are needed", N_("A reason is needed.")},
    {"note: {} acts are signed; {} are named, not signed",
     N_("Acts that are signed: {}; named, not signed: {}.")},
    {"{} entries, root {}: verifies", N_("{} entries, root {}: the record verifies.")},
    {"{} entries, root {}: does not verify",
     N_("{} entries, root {}: the record does not verify.")},
    {"nothing in the record has the id '{}'", N_("Nothing in the record has the id \"{}\".")},
    {"nothing in the record has one of these ids", N_("Nothing in the record has this id.")},
    {"an item is needed", N_("Choose what it is about.")},
    {"two or more records are needed", N_("Choose two records or more.")},
    {"--to is alleged, corroborated, verified, contradicted, refuted, unverifiable, withdrawn or "
     "attributed",
     N_("Choose one of the states of the list.")},
    {"'unverifiable' needs a reason that begins with access, cloud, security, place too coarse or "
     "time too coarse",
     N_("For unverifiable the reason begins with one of these, in English: access, cloud, "
        "security, place too coarse, time too coarse.")},
    {"no proposal has this entry number; {}", N_("There is no such proposal.")},
    {"this proposal does not wait any more",
     N_("Somebody has answered this proposal already; look at the incident again.")},
    {"the second person must be another than the one who proposed",
     N_("The second person must be another than the one who proposed.")},
    {"'{}' has a key in the record: propose, and let them agree",
     N_("\"{}\" signs for themselves: propose, and let them agree.")},
    {"--by and --party are needed", N_("Choose a side.")},
    {"a signature has no instant", N_("A signature has no instant: sign again.")},
    {"a signature is missing: sign again", N_("A signature is missing: sign again.")},
    {"that is recorded already", N_("What you send is recorded already.")},
    {"what was signed is not of this moment: sign again",
     N_("What was signed is not of this moment: sign again.")},
    {"what was signed is not what would be recorded now: sign again",
     N_("What was signed is not what would be recorded now: sign again.")},
    {"more is signed than would be recorded now: sign again",
     N_("More is signed than would be recorded now: sign again.")},
    {"ask: --words is needed: what was asked", N_("What is asked is needed, in words.")},
    {"answer: --words is needed: what was answered, in the party's words",
     N_("What was answered is needed, in the side's words.")},
    {"--until '{}' is not a day or a time such as 2025-04-03",
     N_("\"{}\" is not a day such as 2025-04-03.")},
    {"silence: '{}' was not asked again since the last answer or silence about '{}'",
     N_("\"{}\" was not asked again since its last answer or silence about \"{}\".")},
    {"silence: '{}' has until {} to answer about '{}'",
     N_("\"{}\" has until {} to answer about \"{}\": that day must be over, in every zone of "
        "time.")},
    {"silence: '{}' was not asked about '{}'", N_("\"{}\" was not asked about \"{}\".")},
    {"'{}' is no party of the agreement; its parties are {}",
     N_("\"{}\" is no party of the agreement; its parties are {}.")},
    {"--period is a day or two days with / between, not '{}'",
     N_("A period is a day, or two days with / between, such as 2025-04-01/2025-04-07; not "
        "\"{}\".")},
    {"--period ends before the last day of the year 9999",
     N_("A period ends before the last day of the year 9999.")},
    {"--time '{}' is needed", N_("The time is needed.")},
    {"--observation '{}' is needed", N_("What was observed is needed.")},
    {"--zone '{}' is no zone of the tz database, such as Europe/Vienna",
     N_("\"{}\" is no time zone; one is called such as Europe/Vienna.")},
    {"--time '{}' is not a time such as 2025-04-01T10:30 with a zone, or 2025-04-01T07:30Z; or the "
     "clock of that zone skipped it",
     N_("\"{}\" is not a time such as 2025-04-01T10:30 with a zone, or 2025-04-01T07:30Z; or the "
        "clock of that zone skipped it.")},
    {"--time '{}' is still to come: the day, or the zone, is another",
     N_("\"{}\" is still to come: the day, or the time zone, is another.")},
    {"--lat '{}' is missing: a position has both lat and lon",
     N_("A position has a latitude and a longitude; one of them is missing.")},
    {"--lon '{}' is missing: a position has both lat and lon",
     N_("A position has a latitude and a longitude; one of them is missing.")},
    {"--lat '{}' is not degrees from -90 to 90",
     N_("The latitude \"{}\" is not degrees from -90 to 90.")},
    {"--lon '{}' is not degrees from -180 to 180",
     N_("The longitude \"{}\" is not degrees from -180 to 180.")},
    {"--radius '{}' is not metres, 1 or more", N_("The radius \"{}\" is not metres, 1 or more.")},
    {"--radius '{}' stands without a position (lat, lon)",
     N_("A radius stands beside a position: latitude and longitude are needed.")},
    {"make: --from is needed: an incident is coded from records",
     N_("An incident is made from records: choose one or more.")},
    {"which incident? its id is needed", N_("Choose an incident.")},
    {"--from DAY tells the first day during", N_("This method needs the first day during: the day "
                                                 "from which on the counts are compared with "
                                                 "those before.")},
    {"--from plays no part in this method; --since DAY bounds the days",
     N_("The first day during plays no part in this method; leave it empty.")},
    {"the mission has no effort in that unit",
     N_("The record has no effort in that unit; with \"none\" nothing is divided by effort.")},
    {"'{}' is not an instant in UTC",
     N_("\"{}\" is not an instant in UTC, such as 2025-04-01T10:30Z.")},
    {"the earliest time, {}, is still to come: the day is another",
     N_("The earliest time, {}, is still to come: the day is another.")},
    {"the latest time lies before the earliest", N_("The latest time lies before the earliest.")},
    {"the position {}, {} (radius {}) is not one",
     N_("The position {}, {} (radius {}) is not one.")},
    {"'{}' is neither incident nor aggregate", N_("\"{}\" is neither incident nor aggregate.")},
    {"'{}' is not in the taxonomy", N_("\"{}\" is no category of the list.")},
    {"'{}' is not an act class", N_("\"{}\" is no act of the list.")},
    {"'{}' is not kind:voice:side, such as attributed:A:B",
     N_("\"{}\" is not kind:voice:side, such as attributed:A:B.")},
    {"a number above zero is expected", N_("A number above zero is needed.")},
    {"'{}' is none of position, storage, movement",
     N_("\"{}\" is none of position, storage, movement.")},
    {"'{}' has the form of the program's own ids (O-17, K-21, 14:203)",
     N_("\"{}\" has the form of ids that are given here by themselves (O-17, K-21, 14:203); choose "
        "another.")},
    {"'{}' is the id of something else in the record",
     N_("\"{}\" is the id of something else in the record.")},
    {"'{}' was not coded here, so it cannot be changed or dropped here",
     N_("\"{}\" was not coded here, so it cannot be changed or dropped here.")},
    {"'{}' was dropped already", N_("\"{}\" was dropped already.")},
    {"'{}' is not a field of an incident", N_("\"{}\" is not a field of an incident.")},
    {"'{}' is confirmed already", N_("\"{}\" is confirmed already.")},
    {"no clause waits", N_("No clause waits.")},
    {"no clause was confirmed", N_("No clause was confirmed.")},
};

/* `pattern` with {} for anything; what stood there goes into `named`. What is named ends at the
 * first place at which the rest fits. */
static bool fits(str pattern, str said, str *named, size_t *n)
{
    size_t hole = 0;
    while (hole + 1 < pattern.len && !str_starts(str_from(pattern, hole), "{}"))
        hole++;
    if (hole + 1 >= pattern.len) return str_eq(pattern, said);
    if (said.len < hole || !str_eq(str_upto(pattern, hole), str_upto(said, hole))) return false;
    for (size_t end = hole; end <= said.len; end++) {
        size_t before = *n;
        named[(*n)++] = str_upto(str_from(said, hole), end - hole);
        if (fits(str_from(pattern, hole + 2), str_from(said, end), named, n)) return true;
        *n = before;
    }
    return false;
}

static str told(call *c, const char *says, const str *named, size_t n)
{
    str form = str_of(catalogue_say(c->words, says)), out = {0};
    buf b;
    size_t k = 0;
    buf_init(&b, 1 << 16);
    for (size_t i = 0; i < form.len; i++) {
        if (!str_starts(str_from(form, i), "{}")) {
            buf_c(&b, form.ptr[i]);
            continue;
        }
        if (k < n) buf_s(&b, named[k++]);
        i++;
    }
    return buf_take(&b, c->a, &out) == TR_OK ? out : (str){0};
}

/* Its meaning; nothing where the list has none. */
static str meaning_of(call *c, str said)
{
    enum { MOST_NAMED = 4 };
    for (size_t i = 0; i < sizeof meanings / sizeof *meanings; i++) {
        str named[MOST_NAMED];
        size_t n = 0;
        if (!fits(str_of(meanings[i].refusal), said, named, &n)) continue;
        str out = told(c, meanings[i].says, named, n);
        if (out.len) return out;
    }
    return (str){0};
}

/* A refusal may end with a hint in brackets, which speaks of the command line and its files. */
str refusal_says(call *c, str said)
{
    str out = meaning_of(c, said);
    for (size_t i = 1; out.len == 0 && str_ends(said, ")") && i + 1 < said.len; i++) {
        if (said.ptr[i] == ' ' && said.ptr[i + 1] == '(') out = meaning_of(c, str_upto(said, i));
    }
    return out.len ? out : said;
}
