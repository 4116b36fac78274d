/* Attachments of observations: kept by their digest, with what their EXIF data say of time and
 * place. Anybody can write such data into a file: they are shown as the file's words. */
#include "mission/mission.h"

#include <libexif/exif-data.h>
#include <string.h>

enum { TEXT_BYTES = 64 };

static const char *base_name(const char *path)
{
    const char *slash = strrchr(path, '/');
    return slash ? slash + 1 : path;
}

static void tag_text(ExifData *d, ExifIfd ifd, ExifTag tag, char out[TEXT_BYTES])
{
    ExifEntry *e = exif_content_get_entry(d->ifd[ifd], tag);
    out[0] = '\0';
    if (e) (void)exif_entry_get_value(e, out, TEXT_BYTES);
}

/* Three rationals: degrees, minutes, seconds. */
static bool degrees(ExifData *d, ExifTag tag, ExifTag side, double *out)
{
    ExifEntry *e = exif_content_get_entry(d->ifd[EXIF_IFD_GPS], tag);
    char ref[TEXT_BYTES];
    double part[3] = {0};
    if (e == NULL || e->format != EXIF_FORMAT_RATIONAL || e->components < 3 || e->size < 24)
        return false;
    for (size_t i = 0; i < 3; i++) {
        ExifRational r = exif_get_rational(e->data + 8 * i, exif_data_get_byte_order(d));
        if (r.denominator == 0) return false;
        part[i] = (double)r.numerator / (double)r.denominator;
    }
    tag_text(d, EXIF_IFD_GPS, side, ref);
    *out = part[0] + part[1] / 60 + part[2] / 3600;
    if (ref[0] == 'S' || ref[0] == 'W') *out = -*out;
    return *out >= -180 && *out <= 180;
}

static void put_exif(const str bytes, buf *b)
{
    char when[TEXT_BYTES];
    double lat, lon;
    if (bytes.len > 0x7fffffff) return;
    ExifData *d = exif_data_new_from_data((const unsigned char *)bytes.ptr, (unsigned)bytes.len);
    if (d == NULL) return;
    tag_text(d, EXIF_IFD_EXIF, EXIF_TAG_DATE_TIME_ORIGINAL, when);
    if (when[0]) buf_f(b, "; the file says: taken %s", when);
    if (degrees(d, (ExifTag)EXIF_TAG_GPS_LATITUDE, (ExifTag)EXIF_TAG_GPS_LATITUDE_REF, &lat) &&
        degrees(d, (ExifTag)EXIF_TAG_GPS_LONGITUDE, (ExifTag)EXIF_TAG_GPS_LONGITUDE_REF, &lon)) {
        buf_z(b, when[0] ? ", at " : "; the file says: at ");
        buf_fixed(b, lat, 6);
        buf_z(b, ", ");
        buf_fixed(b, lon, 6);
    }
    exif_data_unref(d);
}

tr_err mission_attach(const mission *m, const char *path, arena *a, str *line, tr_diag *diag)
{
    char hex[SHA256_HEX + 1] = "";
    str bytes;
    buf b;
    arena file;
    arena_init(&file, MISSION_ARENA_BYTES);
    tr_err e = host_read_file(path, HOST_FILE_BYTES, &file, &bytes, diag);
    if (e == TR_OK) e = blob_put_bytes(m->dir, bytes, hex, diag);
    buf_init(&b, 65536);
    if (e == TR_OK) {
        buf_f(&b, "%s %zu %s", hex, bytes.len, base_name(path));
        put_exif(bytes, &b);
    }
    arena_clear(&file);
    if (e == TR_OK) return buf_take(&b, a, line);
    buf_free(&b);
    return e;
}
