// Where there is no connection, the form for an observation is shown from what this browser keeps: the
// page /offline, its script and its style. No page of the mission is ever kept.
const STORE = 'desk-offline', LANGUAGES = ['en', 'uk', 'ru'], WAIT_MS = 6000;
const KEPT = ['/style', '/observe.js', ...LANGUAGES.map(l => `/offline?lang=${l}`)];

async function keep() {
  const store = await caches.open(STORE);
  await Promise.all(KEPT.map(async path => {
    const answer = await fetch(path, { credentials: 'omit', cache: 'no-store' });
    if (!answer.ok) throw new Error(`${path}: ${answer.status}`);
    await store.put(path, answer);
  }));
}

async function language() {
  const said = await caches.match('/the-language-of-this-browser');
  const tag = said ? await said.text() : 'en';
  return LANGUAGES.includes(tag) ? tag : 'en';
}

async function page(request) {
  const logging = new URL(request.url).pathname === '/observe'; // a bad connection is none
  const enough = new Promise((_, failed) => { if (logging) setTimeout(failed, WAIT_MS); });
  try {
    return await Promise.race([fetch(request), enough]);
  } catch {
    return await caches.match(`/offline?lang=${await language()}`) ?? Response.error();
  }
}

addEventListener('install', e => e.waitUntil(keep().then(() => skipWaiting())));
addEventListener('activate', e => e.waitUntil(clients.claim()));
addEventListener('message', e => { if (e.data === 'keep') e.waitUntil(keep().catch(() => {})); });
addEventListener('fetch', e => {
  const { pathname, origin } = new URL(e.request.url);
  if (e.request.method !== 'GET' || origin !== location.origin) return;
  if (e.request.mode === 'navigate') e.respondWith(page(e.request));
  else if (pathname === '/style' || pathname === '/observe.js') e.respondWith(fetch(e.request).catch(() => caches.match(pathname)));
});
