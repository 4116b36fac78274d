/* Calls that do not compile in truce. Included on the command line before every source file.
 *
 * Each of these has bitten evidence-handling programs: they depend on the locale or the process's
 * zone, write without a bound, or hide an error. The replacement stands beside each. */
#ifndef TRUCE_BASE_BANNED_H
#define TRUCE_BASE_BANNED_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#undef strcpy
#undef strcat
#undef strncpy
#undef strncat
#undef strtok
#define strcpy(d, s) truce_banned_strcpy_use_buf
#define strcat(d, s) truce_banned_strcat_use_buf
#define strncpy(d, s, n) truce_banned_strncpy_use_buf
#define strncat(d, s, n) truce_banned_strncat_use_buf
#define strtok(s, d) truce_banned_strtok_use_str_cut
#define sprintf(...) truce_banned_sprintf_use_buf_f
#define vsprintf(...) truce_banned_vsprintf_use_buf_f
#define sscanf(...) truce_banned_sscanf_use_str_to
#define atoi(s) truce_banned_atoi_use_str_to_i64
#define atol(s) truce_banned_atol_use_str_to_i64
#define atof(s) truce_banned_atof_use_str_to_double
#define strtod(s, e) truce_banned_strtod_use_str_to_double
#define localtime(t) truce_banned_localtime_use_tz
#define gmtime(t) truce_banned_gmtime_use_when
#define ctime(t) truce_banned_ctime_use_when
#define mktime(t) truce_banned_mktime_use_when
#define rand() truce_banned_rand
#define system(s) truce_banned_system

#endif
