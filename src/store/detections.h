/* detection: a table of questions whose rows are the detections of thermal anomalies in columns/,
 * of the files that the index names (`columns_file`), each row once. Nothing of it is stored in the
 * index. Place and time in the question decide what is read. docs/formats/index.md. Private to
 * store/. */
#ifndef TRUCE_STORE_DETECTIONS_H
#define TRUCE_STORE_DETECTIONS_H

struct sqlite3;

/** `folder` has columns/ in it; it must stay. SQLite's code. */
int detections_add(struct sqlite3 *db, const char *folder);

#endif
