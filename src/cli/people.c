/* What people add to a mission: observations, coding, replies, decisions. */
#include "cli/cli.h"

truce_code cli_sign(truce_mission *m, const args *in)
{
    const char *key = opt_own(in, "key");
    truce_setting with[] = {{"key", truce_text_of(key ? key : "")}, {NULL, {"", 0}}};
    return key ? truce_sign(m, with) : TRUCE_OK;
}

/* Opens the folder of the first word and leaves the rest to `task`. */
typedef truce_code person_task(truce_mission *m, const args *in, truce_answer **answer);

static int on_mission(truce *t, const cmd *c, const args *in, person_task *task)
{
    truce_mission *m = NULL;
    truce_answer *answer = NULL;
    truce_code code = truce_open(t, in->words[0], &m);
    if (code == TRUCE_OK) code = cli_sign(m, in);
    if (code == TRUCE_OK) code = task(m, in, &answer);
    int end = cli_end(t, c, code, answer);
    truce_close(m);
    return end;
}

/* ---- observe */

static truce_code observe(truce_mission *m, const args *in, truce_answer **answer)
{
    const char *file = opt_own(in, "file");
    return file ? truce_observe_table(m, file, in->settings, answer)
                : truce_observe(m, in->settings, answer);
}

static int run_observe(truce *t, const cmd *c, args *in)
{
    if (in->n_words != 1) return cli_usage(c);
    for (size_t i = 0; opt_own(in, "file") && i < in->n_settings; i++) {
        const char *name = in->settings[i].name;
        if (strcmp(name, "by") == 0 || strcmp(name, "zone") == 0) continue;
        if (strcmp(name, "attach") == 0)
            cli_say("truce observe: --attach goes with one observation, not with --file\n");
        else
            cli_say("truce observe: --file has the column %s; --by and --zone alone go with it\n",
                    name);
        return EXIT_USAGE;
    }
    return on_mission(t, c, in, observe);
}

/* ---- code, reply, decide */

static truce_code code_incident(truce_mission *m, const args *in, truce_answer **answer)
{
    const char *id = in->n_words > 2 ? in->words[2] : opt_own(in, "id");
    return truce_code_incident(m, in->words[1], id, in->settings, answer);
}

static int run_code(truce *t, const cmd *c, args *in)
{
    bool make = in->n_words > 1 && strcmp(in->words[1], "make") == 0;
    if (in->n_words != (make ? 2u : 3u)) return cli_usage(c);
    if (!make && opt_own(in, "id")) {
        cli_say("truce code: --id goes with make\n");
        return EXIT_USAGE;
    }
    return on_mission(t, c, in, code_incident);
}

static truce_code reply(truce_mission *m, const args *in, truce_answer **answer)
{
    return truce_reply(m, in->words[1], in->words[2], in->settings, answer);
}

static int run_reply(truce *t, const cmd *c, args *in)
{
    return in->n_words == 3 ? on_mission(t, c, in, reply) : cli_usage(c);
}

static truce_code finding(truce_mission *m, const args *in, truce_answer **answer)
{
    const char *act = in->n_words > 1 ? in->words[1] : "finding";
    return truce_finding(m, act, in->settings, answer);
}

static int run_finding(truce *t, const cmd *c, args *in)
{
    return in->n_words == 1 || in->n_words == 2 ? on_mission(t, c, in, finding) : cli_usage(c);
}

static truce_code decide(truce_mission *m, const args *in, truce_answer **answer)
{
    return truce_decide(m, in->words[1], in->words + 2, in->n_words - 2, in->settings, answer);
}

static int run_decide(truce *t, const cmd *c, args *in)
{
    return in->n_words >= 3 ? on_mission(t, c, in, decide) : cli_usage(c);
}

/* ---- review */

/* The number of an entry; what is none is the number of none. */
static uint64_t entry_of(const char *word)
{
    uint64_t n = 0;
    size_t digits = strspn(word, "0123456789");
    if (digits == 0 || digits > 18 || word[digits] != '\0') return UINT64_MAX;
    for (size_t i = 0; i < digits; i++)
        n = n * 10 + (uint64_t)(word[i] - '0');
    return n;
}

static truce_code review(truce_mission *m, const args *in, truce_answer **answer)
{
    const char *verb = in->words[1];
    if (strcmp(verb, "list") == 0) return truce_waiting(m, answer);
    if (strcmp(verb, "propose") == 0)
        return truce_propose(m, in->words + 2, in->n_words - 2, in->settings, answer);
    return truce_respond(m, entry_of(in->words[2]), strcmp(verb, "agree") == 0, in->settings,
                         answer);
}

static int run_review(truce *t, const cmd *c, args *in)
{
    if (in->n_words < 2) return cli_usage(c);
    const char *verb = in->words[1];
    bool list = strcmp(verb, "list") == 0, propose = strcmp(verb, "propose") == 0,
         respond = strcmp(verb, "agree") == 0 || strcmp(verb, "dissent") == 0;
    if (!list && !propose && !respond) return cli_usage(c);
    if ((respond && in->n_words != 3) || (propose && in->n_words < 3)) return cli_usage(c);
    return on_mission(t, c, in, review);
}

/* ---- Tables */

const cmd cmd_observe = {
    .name = "observe",
    .usage = "observe DIR --by NAME --time T --observation WORDS [options]",
    .summary = "log one observation by a named officer",
    .run = run_observe,
    .text = "One line of the annex: position, location, means, number, observation, description, "
            "weapon, time. Each\n"
            "explosion, burst, flare or projectile is one. No attribution. An entry made more than "
            "a day after\n"
            "what it tells of is marked late. It gets an id, such as O-17, from which 'truce code' "
            "makes an\n"
            "incident. --file reads many lines from a table with these names as columns; all are "
            "checked\n"
            "before any is recorded, and a line that is in the record already is not recorded "
            "again.",
    .opts =
        {{.name = "by", .arg = "NAME", .help = "the officer"},
         KEY_OPT,
         {.name = "time",
          .arg = "T",
          .help = "2025-04-01T07:30Z, or without Z and with --zone, or a date"},
         {.name = "zone",
          .arg = "ZONE",
          .help = "zone of the time, as Europe/Vienna (default UTC)"},
         {.name = "position", .arg = "WORDS", .help = "where the observer stood"},
         {.name = "location", .arg = "WORDS", .help = "where it was: distance and bearing"},
         {.name = "place", .arg = "NAME", .help = "town or area of what was observed"},
         {.name = "lat", .arg = "DEG", .help = "its latitude, WGS 84, decimal degrees"},
         {.name = "lon", .arg = "DEG", .help = "its longitude"},
         {.name = "radius", .arg = "M", .help = "how well that is known, in metres"},
         {.name = "means", .arg = "WORDS", .help = "patrol, camera, UAV, sensor"},
         {.name = "number", .arg = "N", .help = "how many"},
         {.name = "observation", .arg = "WORDS", .help = "heard, saw, recorded"},
         {.name = "description",
          .arg = "WORDS",
          .help = "undetermined explosion, burst, shot, impact ..."},
         {.name = "weapon", .arg = "WORDS", .help = "type, or not known"},
         {.name = "attach",
          .arg = "FILE",
          .many = true,
          .help = "a photograph or paper, kept by its digest; its own data on time and place "
                  "are shown, never trusted"},
         {.name = "mark",
          .arg = "MARK",
          .help = "made by the sender: the same one of the same person is recorded once"},
         {.name = "noted", .arg = "T", .help = "when, by the clock of a device it was written on"},
         {.name = "ahead",
          .arg = "S",
          .help = "how far that clock was ahead of the record's, in seconds"},
         {.name = "within", .arg = "S", .help = "how well that is known"},
         {.name = "stood-lat", .arg = "DEG", .help = "where the device took itself to be"},
         {.name = "stood-lon", .arg = "DEG", .help = "its longitude"},
         {.name = "stood-radius", .arg = "M", .help = "how well it says it knows that, in metres"},
         {.name = "file", .own = true, .arg = "FILE", .help = "many observations from a table"}},
    .examples =
        {"truce observe my-mission --by 'Officer 3' --time 2025-04-01T07:30Z --number 2 "
         "--observation heard --description 'undetermined explosion'",
         "truce observe my-mission --file morning.csv --by 'Officer 3' --zone Europe/Vienna"},
};

const cmd cmd_code = {
    .name = "code",
    .usage = "code DIR make --from RECORD... | change ID | drop ID --by NAME --reason WORDS",
    .summary = "an incident from records, by a named person",
    .run = run_code,
    .text =
        "make    an incident from observations (O-17), claims (their id), reports or detections "
        "(14:203:\n"
        "        row 203 of the file of entry 14): fields on which they agree are filled from "
        "them, each\n"
        "        with where it came from; --set states the others\n"
        "change  the same incident with other fields or further records\n"
        "drop    it no longer stands; what was known before stays as it was\n"
        "Only what was coded here can be changed or dropped. It stands in the report like an "
        "imported one.",
    .opts =
        {{.name = "from", .arg = "RECORD", .many = true, .help = "a record; may be repeated"},
         {.name = "set", .arg = "FIELD=VALUE", .many = true, .help = "a field; may be repeated"},
         {.name = "by", .arg = "NAME", .help = "who codes"},
         KEY_OPT,
         {.name = "reason", .arg = "WORDS", .help = "why"},
         {.name = "id", .own = true, .arg = "ID", .help = "make: an id; default K- and the entry"}},
    .examples = {"truce code my-mission make --from O-17 --from CL006 --set "
                 "category=energy.power.substation --by 'Analyst 1' --reason 'one strike, heard "
                 "and claimed'",
                 "truce code my-mission drop K-21 --by 'Analyst 1' --reason 'a controlled "
                 "detonation'"},
};

const cmd cmd_reply = {
    .name = "reply",
    .usage = "reply DIR ask|answer|silence ITEM --party ID --by NAME [options]",
    .summary = "the right of reply: a party asked, and what it said",
    .run = run_reply,
    .text =
        "ask      the party was asked about the item\n"
        "answer   what it answered, in its words, with a source\n"
        "silence  it did not answer\n"
        "Every party is asked in the same way. The exchange stands with the item in the report.",
    .opts = {{.name = "party", .arg = "ID", .help = "a party of the agreement"},
             {.name = "by", .arg = "NAME", .help = "who records it"},
             KEY_OPT,
             {.name = "words", .arg = "WORDS", .help = "what was asked or answered"},
             {.name = "source", .arg = "WORDS", .help = "letter, call, address of a page"},
             {.name = "attach",
              .arg = "FILE",
              .many = true,
              .help = "a paper that came with it, kept by its digest"},
             {.name = "until", .arg = "T", .help = "ask: by when an answer was asked for"}},
    .examples = {"truce reply my-mission ask K-21 --party red --by 'Officer 3' --words 'What "
                 "is your account of this?' --until 2025-04-03"},
};

const cmd cmd_finding = {
    .name = "finding",
    .usage = "finding DIR [finding|request|call|closure] --body ID --at T --words WORDS --by NAME",
    .summary = "what a body with a mandate adopted, as an entry",
    .run = run_finding,
    .text =
        "finding  a conclusion (also when left out): who did it, whether an exception applied\n"
        "request  papers, access, an account\n"
        "call     on a side to do or leave something\n"
        "closure  of a matter\n"
        "Only a body to which the agreement gives a mandate adopts anything. truce's own verdict "
        "stands\n"
        "beside and is never changed by it; who was bound and whether an exception applied are.",
    .opts = {{.name = "body", .arg = "ID", .help = "the body, as the agreement names it"},
             {.name = "at", .arg = "T", .help = "when it was adopted: a day or an instant"},
             {.name = "words", .arg = "WORDS", .help = "what was adopted, in the body's words"},
             {.name = "by", .arg = "NAME", .help = "who records it"},
             KEY_OPT,
             {.name = "incident", .arg = "ID", .help = "of an incident"},
             {.name = "reading", .arg = "ID", .help = "under this reading alone"},
             {.name = "exception", .arg = "ID", .help = "on this exception"},
             {.name = "side", .arg = "ID", .help = "who did it, in the body's finding"},
             {.name = "outcome",
              .arg = "WORD",
              .help = "covered, not_covered, exception_applied ...",
              .values = "covered not_covered exception_applied exception_not_applied "
                        "not_established"},
             {.name = "obligation", .arg = "ID", .help = "on this obligation"},
             {.name = "members", .arg = "WORDS", .help = "who sat"},
             {.name = "source", .arg = "WORDS", .help = "the document"}},
    .examples = {"truce finding my-mission --body WAT --at 2031-05-06 --incident I8 --side ALD "
                 "--words 'The strike came from forces of Alderland.' --by 'Officer 3'"},
};

const cmd cmd_decide = {
    .name = "decide",
    .usage =
        "decide DIR merge|split|status|reply|aside|back ITEM... --by NAME --reason WORDS [options]",
    .summary = "a named person's decision, as an entry",
    .run = run_decide,
    .text = "merge   these claims, or reports of feeds, speak of one event (must-link)\n"
            "split   these do not (cannot-link)\n"
            "status  move incidents on the ladder; verified needs a second person\n"
            "reply   record a side's reply, or its silence, to an item\n"
            "aside   no incident is to be made of these records (O-17, 14:203, a claim): they wait "
            "no more\n"
            "back    they wait again\n"
            "The latest decision on the same items stands; nothing is ever removed.",
    .opts = {{.name = "by", .arg = "NAME", .help = "who decides"},
             KEY_OPT,
             {.name = "second", .arg = "NAME", .help = "the second person"},
             {.name = "reason", .arg = "WORDS", .help = "why"},
             {.name = "to",
              .arg = "STATUS",
              .help = "status: the state to move to",
              .values = "alleged corroborated verified contradicted refuted unverifiable withdrawn "
                        "attributed"}},
    .examples = {"truce decide my-mission split CL006 CL007 --by 'Analyst 1' --reason 'two "
                 "strikes, two and a half hours apart'"},
};

const cmd cmd_review = {
    .name = "review",
    .usage = "review DIR list | propose ITEM... --to STATE | agree ENTRY | dissent ENTRY  --by "
             "NAME --reason WORDS",
    .summary = "move incidents on the verification ladder; two people where two are needed",
    .text = "States: alleged, corroborated, verified, contradicted, refuted, unverifiable, "
            "withdrawn, attributed. To 'verified' and\n"
            "'attributed', and away from them, two different people are needed: one proposes, "
            "another agrees; until then the old\n"
            "state stands. Dissent is recorded and shown. Each step is an entry of the record by a "
            "named person, with a reason.",
    .opts = {{.name = "by", .arg = "NAME", .help = "who proposes, agrees or dissents"},
             KEY_OPT,
             {.name = "to",
              .arg = "STATE",
              .help = "the state proposed",
              .values = "alleged corroborated verified contradicted refuted unverifiable withdrawn "
                        "attributed"},
             {.name = "reason", .arg = "WORDS", .help = "why, in a sentence"}},
    .examples = {"truce review my-mission propose I04 --to verified --by 'Officer 1' --reason 'two "
                 "geolocated photographs'",
                 "truce review my-mission agree 17 --by 'Officer 2' --reason 'checked both'",
                 "truce review my-mission list"},
    .run = run_review,
};

/* ---- people */

static truce_code people(truce_mission *m, const args *in, truce_answer **answer)
{
    return truce_person(m, in->n_words == 3 ? in->words[2] : NULL, in->settings, answer);
}

static int run_people(truce *t, const cmd *c, args *in)
{
    bool add = in->n_words == 3 && strcmp(in->words[1], "add") == 0;
    return add || (in->n_words == 1 && in->n_settings == 0) ? on_mission(t, c, in, people)
                                                            : cli_usage(c);
}

const cmd cmd_people = {
    .name = "people",
    .usage = "people DIR [add NAME --by NAME --key-out FILE | --key FILE]",
    .summary = "the keys by which people sign",
    .run = run_people,
    .text = "Without words: every key in the record, as CSV. add: a person's key becomes an entry, "
            "signed "
            "with itself;\n"
            "--key-out writes a new private key (Ed25519, PEM, readable by its owner alone), --key "
            "takes "
            "one that there\n"
            "is. From then on whatever is done in this name needs the key: --key of observe, code, "
            "decide "
            "and the others.\n"
            "Names without a key stay possible; what is done in them is named, not signed.",
    .opts = {{.name = "by", .arg = "NAME", .help = "who adds it"},
             {.name = "key-out", .arg = "FILE", .help = "where a new private key is written"},
             {.name = "key", .arg = "FILE", .help = "a private key that there is"}},
    .examples = {"truce people my-mission",
                 "truce people my-mission add 'Officer 3' --by Keeper --key-out officer-3.pem"},
};
