/* Phrases of time: where they end, and what they say. */
#include "reader/parts.h"

enum { TIME_TOKENS = 16 };

#define TIME_WORDS (IS(W_MONTH) | IS(W_WEEKDAY) | IS(W_DAY) | IS(W_TIMEWORD) | IS(W_UNIT))

bool within_quotation(const reading_job *j, size_t from, size_t to)
{
    size_t low = 0, high = j->quotes.n;
    while (low < high) { /* the first that begins behind it */
        size_t mid = low + (high - low) / 2;
        if (j->quotes.items[mid].from <= from)
            low = mid + 1;
        else
            high = mid;
    }
    while (low > 0 && j->quotes.items[low - 1].name)
        low--;
    return low > 0 && to <= j->quotes.items[low - 1].to;
}

static bool is_number(const reading_job *j, size_t i)
{
    return i < j->tokens.n && (j->tokens.items[i].kind == T_NUMBER || tok_is(j, i, W_NUMBER));
}

static bool is_clock(const reading_job *j, size_t i)
{
    if (i >= j->tokens.n || j->tokens.items[i].kind != T_NUMBER) return false;
    str s = tok_low(j, i);
    return str_find(s, ':') < s.len || (str_find(s, '.') == s.len - 3 && s.len >= 4 && s.len <= 5);
}

static bool month_here(const reading_job *j, size_t i)
{
    if (!tok_is(j, i, W_MONTH)) return false;
    if (j->tokens.items[i].language != READER_EN)
        return is_number(j, i - 1) || is_number(j, i + 1) || i == 0 || true;
    return j->tokens.items[i].capital;
}

static bool time_word(const reading_job *j, size_t i)
{
    if (tok_is(j, i, W_MONTH) && !month_here(j, i)) return false;
    return tok_any(j, i, TIME_WORDS);
}

/* "по местному времени", "за київським часом": whose clock it is. */
static bool local_clock(const reading_job *j, size_t i)
{
    str low = tok_low(j, i);
    return (str_is(low, "по") || str_is(low, "за")) && i + 2 < j->tokens.n &&
           (str_is(tok_low(j, i + 2), "времени") || str_is(tok_low(j, i + 2), "часом"));
}

/* Within a phrase of time, between its words. */
static bool joins(const reading_job *j, size_t i)
{
    const token *t = &j->tokens.items[i];
    if (t->kind == T_MARK) return t->mark == ',' || t->mark == '-' || t->mark == '/';
    str low = tok_low(j, i);
    return tok_any(j, i, IS(W_DET) | IS(W_POSS) | IS(W_TIMEADJ)) || str_is(low, "of") ||
           str_is(low, "on") || str_is(low, "at") || str_is(low, "в") || str_is(low, "у") ||
           str_is(low, "о") || str_is(low, "at") || str_is(low, "включно") ||
           str_is(low, "включительно") || str_is(low, "first") || str_is(low, "first") ||
           str_is(low, "th") || str_is(low, "року") || str_is(low, "года") || str_is(low, "in") ||
           str_is(low, "first") || str_is(low, "первой") || str_is(low, "the") ||
           str_is(low, "второй") || local_clock(j, i) || str_is(low, "й") || str_is(low, "ї");
}

static bool is_ordinal(const reading_job *j, size_t i)
{
    if (i + 1 >= j->tokens.n || j->tokens.items[i].language != READER_EN) return false;
    str s = tok_low(j, i + 1);
    return !j->tokens.items[i + 1].space &&
           (str_is(s, "st") || str_is(s, "nd") || str_is(s, "rd") || str_is(s, "th"));
}

/* "Feb. 27", "00 ч. 01": the full stop is of the word before it. */
static bool shortened(const reading_job *j, size_t i)
{
    return tok_mark(j, i, '.') && i > 0 && time_word(j, i - 1) &&
           (is_number(j, i + 1) || local_clock(j, i + 1));
}

/* "18-го", "80-летия": a number with its ending, or a word made of it. */
static bool number_word(const reading_job *j, size_t i)
{
    return i + 2 < j->tokens.n && j->tokens.items[i].kind == T_NUMBER && tok_mark(j, i + 1, '-') &&
           !j->tokens.items[i + 1].space && !j->tokens.items[i + 2].space &&
           j->tokens.items[i + 2].kind == T_WORD && !tok_any(j, i + 2, TIME_WORDS) &&
           j->tokens.items[i + 2].language != READER_EN;
}

/* "12:00 (Damascus time)", "13:00 (11:00 мск)": behind the brackets, where they tell the clock. */
static size_t clock_in_brackets(const reading_job *j, size_t i, size_t limit)
{
    enum { BRACKET_TOKENS = 6 };
    bool clock = false;
    if (!tok_mark(j, i, '(') && !tok_mark(j, i, '[')) return i;
    for (size_t k = i + 1; k < limit && k < i + BRACKET_TOKENS; k++) {
        str low = tok_low(j, k);
        if (tok_mark(j, k, ')') || tok_mark(j, k, ']')) return clock ? k + 1 : i;
        clock = clock || str_is(low, "time") || str_is(low, "времени") || str_is(low, "часом") ||
                str_is(low, "часу") || str_is(low, "время") || str_is(low, "час") ||
                is_clock(j, k) || tok_is(j, k, W_TIMEWORD);
    }
    return i;
}

/* "1700 hours Indian Standard Time", "9:45 p.m., Merr time": behind the name of the clock. */
static size_t zone_named(const reading_job *j, size_t from, size_t limit)
{
    enum { ZONE_TOKENS = 4 };
    size_t i = from + tok_mark(j, from, ',');
    if (i >= limit || !j->tokens.items[i].capital || j->tokens.items[i].language != READER_EN)
        return from;
    for (size_t k = i + 1; k < limit && k < i + ZONE_TOKENS; k++) {
        if (j->tokens.items[k].kind != T_WORD) break;
        if (str_is(tok_low(j, k), "time")) return k + 1;
        if (!j->tokens.items[k].capital) break;
    }
    return from;
}

/* "с 7 на 8 мая", "в ніч з 21 на 22 липня": behind the night between two days; `i` if it is none.
 */
size_t night_at(const reading_job *j, size_t i, size_t limit)
{
    str from = tok_low(j, i);
    if (j->tokens.items[i].language == READER_EN || i + 3 >= limit ||
        !(str_is(from, "с") || str_is(from, "со") || str_is(from, "з") || str_is(from, "із") ||
          str_is(from, "зі")))
        return i;
    size_t at = i + 1;
    if (tok_is(j, at, W_WEEKDAY) && str_is(tok_low(j, at + 1), "на") &&
        tok_is(j, at + 2, W_WEEKDAY))
        return at + 3; /* "с воскресенья на понедельник" */
    if (!is_number(j, at)) return i;
    at += tok_is(j, at + 1, W_MONTH) ? 2 : 1; /* "з 31 березня на 1 квітня" */
    if (at + 2 >= limit + 1 || !str_is(tok_low(j, at), "на") || !is_number(j, at + 1) ||
        !tok_is(j, at + 2, W_MONTH))
        return i;
    return at + 3;
}

/* "the night from Sunday to Monday", "the night of 7 to 8 May", "в ночь на 8 мая" */
static size_t night_of(const reading_job *j, size_t i, size_t limit)
{
    str before = tok_low(j, i - 1), w = tok_low(j, i);
    bool night = str_is(before, "night") || str_is(before, "ночь") || str_is(before, "ніч");
    if (!night || i + 2 >= limit) return i;
    if (str_is(w, "на") || str_is(w, "проти"))
        return is_number(j, i + 1) && tok_is(j, i + 2, W_MONTH) ? i + 3
               : tok_is(j, i + 1, W_WEEKDAY)                    ? i + 2
                                                                : i;
    if (!str_is(w, "from") && !str_is(w, "of")) return i;
    if (!is_number(j, i + 1) && !tok_any(j, i + 1, IS(W_WEEKDAY) | IS(W_MONTH))) return i;
    if (!str_is(tok_low(j, i + 2), "to") || i + 3 >= limit) return i;
    if (tok_is(j, i + 3, W_WEEKDAY)) return i + 4;
    return is_number(j, i + 3) && i + 4 < limit && tok_is(j, i + 4, W_MONTH) ? i + 5 : i;
}

size_t when_end(const reading_job *j, size_t from, size_t limit)
{
    size_t end = from;
    bool word = false;
    str first = from < limit ? tok_low(j, from) : (str){0};
    if ((str_is(first, "end") || str_is(first, "close") || str_is(first, "start")) &&
        !str_is(tok_low(j, from + 1), "of"))
        return from; /* "end the two years of war" */
    if (from < limit && joins(j, from) &&
        !tok_any(j, from, IS(W_DET) | IS(W_NUMBER) | IS(W_TIMEADJ)) && !time_word(j, from))
        return from;
    for (size_t i = from; i < limit && i < from + TIME_TOKENS; i++) {
        size_t night = i > from && word ? night_at(j, i, limit) : i;
        if (night == i && i > from) night = night_of(j, i, limit);
        if (i > from && j->tokens.items[i].paragraph) break;
        if (word && clock_in_brackets(j, i, limit) > i) {
            i = clock_in_brackets(j, i, limit) - 1;
            end = i + 1;
        } else if (night > i) {
            i = night - 1;
            end = night;
        } else if (word && local_clock(j, i) && i + 3 <= limit) {
            i += 2;
            end = i + 1;
        } else if (word && shortened(j, i)) {
            continue;
        } else if (number_word(j, i)) {
            i += 2;
            while (word && i + 1 < limit && tok_low(j, i).len > 6 &&
                   j->tokens.items[i + 1].kind == T_WORD && j->tokens.items[i + 1].capital)
                i++; /* "в дни 80-летия Победы" */
            if (word) end = i + 1;
        } else if (word && zone_named(j, i, limit) > i) {
            i = zone_named(j, i, limit) - 1;
            end = i + 1;
        } else if (time_word(j, i) || is_clock(j, i)) {
            size_t n = 1; /* "local time" is one */
            word = true;
            if (entry_at(j, i, W_TIMEWORD, &n) != NULL && i + n <= limit) i += n - 1;
            end = i + 1;
        } else if (is_number(j, i) && is_ordinal(j, i)) {
            word = true; /* "on the 21st" */
            end = i + 2;
            i++;
        } else if (is_number(j, i)) {
            if (word) end = i + 1;
        } else if (!joins(j, i)) {
            break;
        }
    }
    if (!word) return from;
    if (end == from + 1 && j->tokens.items[from].language == READER_EN &&
        (j->tokens.items[from].classes & TIME_WORDS) == IS(W_UNIT))
        return from; /* "years" alone */
    /* a number behind a comma that counts something else */
    while (end > from + 1 && is_number(j, end - 1) && end < limit &&
           j->tokens.items[end].kind == T_WORD &&
           !tok_any(j, end, IS(W_PREP) | IS(W_CONJ) | IS(W_SUB) | TIME_WORDS | IS(W_ADV)) &&
           end >= 2 && tok_mark(j, end - 2, ','))
        end -= 2;
    return end;
}

static void number_at(const reading_job *j, size_t i, int64_t *out)
{
    int64_t v;
    const lexicon_entry *e = entry_at(j, i, W_NUMBER, NULL);
    if (j->tokens.items[i].kind == T_NUMBER && str_to_i64(tok_low(j, i), 1, 100000, &v))
        *out = v;
    else if (e != NULL && str_to_i64(e->value, 0, 100000, &v))
        *out = v;
}

/* "six in the morning", "4 a.m.", "восьми утра": a whole hour; -1: none is told. */
static int hour_told(const reading_job *j, size_t from, size_t to)
{
    static const char *const morning[] = {"morning", "a.m.", "am", "утра", "ранку", "ночи", NULL},
                             *const later[] = {"p.m.",   "pm",     "afternoon", "evening",
                                               "вечера", "вечора", "дня",       NULL};
    for (size_t i = from; i + 1 < to; i++) {
        int64_t hour = -1;
        number_at(j, i, &hour);
        if (hour < 1 || hour > 12) continue;
        for (size_t k = i + 1; k < to && k < i + 4; k++) {
            str low = tok_low(j, k);
            for (size_t x = 0; morning[x] != NULL; x++) {
                if (str_is(low, morning[x])) return (int)(hour % 12) * 60;
            }
            for (size_t x = 0; later[x] != NULL; x++) {
                if (str_is(low, later[x])) return (int)(hour % 12 + 12) * 60;
            }
            if (!str_is(low, "in") && !str_is(low, "the") && !str_is(low, "часов") &&
                !str_is(low, "годині") && !str_is(low, "години") && !str_is(low, "o'clock"))
                break;
        }
    }
    return -1;
}

/* "06:00", "at 6:30". */
static int clock_in(str s)
{
    for (size_t i = 1; i + 2 < s.len; i++) {
        bool two = i >= 2 && s.ptr[i - 2] >= '0' && s.ptr[i - 2] <= '9';
        int64_t h, m;
        if (s.ptr[i] != ':' || (i + 3 < s.len && s.ptr[i + 3] >= '0' && s.ptr[i + 3] <= '9'))
            continue;
        if (str_to_i64((str){s.ptr + i - 1 - two, 1u + two}, 0, 23, &h) &&
            str_to_i64((str){s.ptr + i + 1, 2}, 0, 59, &m))
            return (int)(h * 60 + m);
    }
    return -1;
}

static void date_in(const reading_job *j, size_t from, size_t to, int64_t published, said_time *out)
{
    int64_t day = 0, month = 0, year = 0, relative;
    for (size_t i = from; i < to; i++) {
        const lexicon_entry *m = month_here(j, i) ? entry_at(j, i, W_MONTH, NULL) : NULL;
        const lexicon_entry *w = entry_at(j, i, W_WEEKDAY, NULL), *d = entry_at(j, i, W_DAY, NULL);
        int64_t v = 0;
        if (m != NULL && str_to_i64(m->value, 1, 12, &month)) {
            if (i > from) number_at(j, i - 1, &day);
            if (i + 1 < to && (day < 1 || day > 31)) number_at(j, i + 1, &day);
        }
        if (w != NULL && str_to_i64(w->value, 0, 6, &v)) out->weekday = (int)v;
        if (d != NULL && published != NO_DAY && str_to_i64(d->value, -7, 7, &relative))
            out->day = published + relative;
        if (j->tokens.items[i].kind == T_NUMBER && str_to_i64(tok_low(j, i), 1900, 2199, &v))
            year = v;
    }
    if (month == 0 || day < 1 || day > 31) return;
    if (year == 0 && published != NO_DAY) { /* the year that brings it nearest to the publication */
        int y, mo, da;
        int64_t best = NO_DAY;
        days_to_civil(published, &y, &mo, &da);
        for (int k = -1; k <= 1; k++) {
            if (!civil_date_ok(y + k, (int)month, (int)day)) continue;
            int64_t at = civil_to_days(y + k, (int)month, (int)day);
            int64_t apart = at > published ? at - published : published - at,
                    was = best == NO_DAY     ? INT64_MAX
                          : best > published ? best - published
                                             : published - best;
            if (apart < was) best = at;
        }
        out->day = best;
    } else if (year != 0 && civil_date_ok((int)year, (int)month, (int)day)) {
        out->day = civil_to_days((int)year, (int)month, (int)day);
    }
}

/* "forty-five days", "one hundred and twenty", "двадцять один день": the number of all the words
 * that end before a token; 0: none stands there. */
static int64_t number_before(const reading_job *j, size_t from, size_t unit)
{
    enum { HUNDRED = 100 };
    size_t begin = unit;
    while (begin > from) {
        const token *t = &j->tokens.items[begin - 1];
        bool joint =
            tok_mark(j, begin - 1, '-') || (tok_is(j, begin - 1, W_CONJ) && begin - 1 > from &&
                                            is_number(j, begin - 2) && t->language == READER_EN);
        if (!joint && !is_number(j, begin - 1)) break;
        begin--;
    }
    int64_t sum = 0, last = 0;
    for (size_t i = begin; i < unit; i++) {
        int64_t v = 0;
        size_t n = 1;
        if (!is_number(j, i)) continue;
        if (entry_at(j, i, W_NUMBER, &n) == NULL) n = 1;
        number_at(j, i, &v);
        bool part = sum > 0 && v > 0 && v < last && last >= 20 && j->tokens.items[i].kind == T_WORD;
        if (v == HUNDRED && sum > 0 && sum < 10) /* "two hundred" */
            sum *= HUNDRED;
        else
            sum = part ? sum + v : v;
        last = v;
        i += n - 1;
    }
    return sum;
}

void time_of(reading_job *j, piece p, said_time *out)
{
    size_t from = 0, high = j->tokens.n;
    *out = (said_time){.words = p, .day = NO_DAY, .minute = -1, .weekday = -1};
    while (from < high) { /* the first token that does not end before it */
        size_t mid = from + (high - from) / 2;
        if (j->tokens.items[mid].to <= p.from)
            from = mid + 1;
        else
            high = mid;
    }
    size_t to = from;
    while (to < j->tokens.n && j->tokens.items[to].from < p.to)
        to++;
    for (size_t i = from; i < to; i++) {
        const lexicon_entry *u = entry_at(j, i, W_UNIT, NULL);
        if (u == NULL) continue;
        out->unit = u->value;
        out->value = number_before(j, from, i);
        for (size_t k = i; k > from && i - k < 3 && out->value == 0; k--)
            number_at(j, k - 1, &out->value);
        if (str_is(tok_low(j, i), "fortnight")) out->value = 2;
    }
    date_in(j, from, to, j->t->published != NO_DAY ? j->t->published : j->out->options.published,
            out);
    if (out->day != NO_DAY) {
        out->minute = clock_in(piece_words(j->out, p));
        if (out->minute < 0) out->minute = hour_told(j, from, to);
    }
    out->quoted = within_quotation(j, p.from, p.to);
}

void weekday_ahead(const reading_job *j, size_t from, size_t to, said_time *t)
{
    enum { WEEK = 7 };
    int64_t published = j->t->published != NO_DAY ? j->t->published : j->out->options.published;
    if (t->day != NO_DAY || t->weekday < 0 || published == NO_DAY) return;
    for (size_t i = from; i < to; i++) { /* "last Wednesday" */
        if (tok_any(j, i, IS(W_TIMEADJ) | IS(W_MONTH))) return;
    }
    int apart = (t->weekday - weekday_of_days(published) + WEEK) % WEEK;
    if (apart == 0) return;
    t->day = published + apart;
    t->ahead = true;
    t->minute = clock_in(piece_words(j->out, t->words));
    if (t->minute < 0) t->minute = hour_told(j, from, to);
}

int64_t day_of_line(const reading_job *j, size_t from, size_t to)
{
    said_time t = {.day = NO_DAY, .weekday = -1};
    date_in(j, from, to, NO_DAY, &t);
    return t.day;
}
