/* shared: pages that are the same for all who have one role, made once and not once for each of
 * them. Such a page is made for nobody: its maker is given a session without a name, without a
 * form's secret and without a key, so that nothing of a person can stand in it; these are put into
 * their places when it is given out. It is given out again for as long as the clock shows the same
 * second and the desk the same state of the record. Private to serve/. */
#ifndef TRUCE_SERVE_SHARED_H
#define TRUCE_SERVE_SHARED_H

#include "serve/routes.h"

/** Answers a GET with the page of a route, whether it is one of these or not. */
void shared_show(const call *c, const route *r);
/** Whether this is the name of who asks; a page that turns on it is made for each person. */
bool call_is_by(call *c, str name);

#endif
