/* duties: obligations to perform, scored for the report. Private to app/. */
#ifndef TRUCE_APP_DUTIES_H
#define TRUCE_APP_DUTIES_H

#include "app/app.h"

TR_MUST tr_err duties_collect(const state *s, arena *a, report_data *d);

#endif
