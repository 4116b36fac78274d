// Observations without a connection: what is logged is kept in this browser until the desk has said
// that it is in the record, and is then taken out. Each has a mark, by which the desk records it once
// however often it is sent. The form works without this, where there is a connection.
const form = document.querySelector('form[action="/observe"]');
const box = document.getElementById('waiting'), list = box.querySelector('ul'), says = box.dataset;
const status = document.getElementById('sent'), count = document.getElementById('count'), button = form.querySelector('button');
const RETRY_MS = 15000;

// ---- What this browser keeps

const opened = new Promise((done, failed) => {
  const r = indexedDB.open('desk', 1);
  r.onupgradeneeded = () => { r.result.createObjectStore('waiting', { keyPath: 'mark' }); r.result.createObjectStore('known'); };
  r.onsuccess = () => done(r.result);
  r.onerror = () => failed(r.error);
});

async function store(name, mode, act) {
  const db = await opened;
  return new Promise((done, failed) => {
    const t = db.transaction(name, mode, { durability: 'strict' }), r = act(t.objectStore(name));
    t.oncomplete = () => done(r.result);
    t.onerror = t.onabort = () => failed(t.error);
  });
}
const put = entry => store('waiting', 'readwrite', s => s.put(entry));
const take_out = mark => store('waiting', 'readwrite', s => s.delete(mark));
const one = mark => store('waiting', 'readonly', s => s.get(mark));
const everything = () => store('waiting', 'readonly', s => s.getAll());
const known = key => store('known', 'readonly', s => s.get(key));
const learn = (key, value) => store('known', 'readwrite', s => s.put(value, key));

const hex = bytes => [...bytes].map(b => b.toString(16).padStart(2, '0')).join('');
const new_mark = () => hex(crypto.getRandomValues(new Uint8Array(16)));
// Tells sessions apart; the token of a form itself is not kept.
const tag_of = async csrf => (csrf ? hex(new Uint8Array(await crypto.subtle.digest('SHA-256', new TextEncoder().encode(csrf)))).slice(0, 16) : '');

// ---- The clock: how far this one is ahead, and how well that is known, in milliseconds

async function measure() {
  const before = Date.now(), begin = performance.now();
  const answer = await fetch('/clock', { cache: 'no-store' });
  const { now_usec } = await answer.json();
  const took = performance.now() - begin;
  return { ahead: before + took / 2 - now_usec / 1000, within: took / 2 };
}

// Both measurements hold: the clock may have been set anew between them.
function both(a, b) {
  if (!a || !b) return a ?? b;
  const low = Math.min(a.ahead - a.within, b.ahead - b.within), high = Math.max(a.ahead + a.within, b.ahead + b.within);
  return { ahead: (low + high) / 2, within: (high - low) / 2 };
}

// ---- Who is here

async function session() {
  const token = form.elements.csrf?.value;
  if (token) return { who: says.who, csrf: token, tag: await tag_of(token), open: document.getElementById('signing')?.dataset.open };
  const answer = await fetch('/observe.json', { headers: { 'X-By-Itself': '1' }, cache: 'no-store' });
  if (!answer.ok) return null;
  const { who, csrf, open } = await answer.json();
  return { who, csrf, tag: await tag_of(csrf), open };
}

// ---- Sending: 'recorded', 'refused', 'out' (nobody has come in) or 'later'

async function send(entry, here) {
  if (!entry.clock) {
    entry.clock = both(entry.clock_then, await measure());
    await put(entry); // the same words each time it is sent
  }
  let body = new FormData();
  body.append('csrf', here.csrf);
  for (const [name, value] of entry.fields) body.append(name, value);
  body.append('mark', entry.mark);
  body.append('noted', entry.noted);
  body.append('ahead', (entry.clock.ahead / 1000).toFixed(3));
  body.append('within', (Math.ceil(entry.clock.within) / 1000).toFixed(3));
  for (const f of entry.files) body.append('photograph', f, f.name);
  if (here.open) body = await (await import('/sign.js')).signed('/observe.json', body, here.open, true);
  if (!body) return { end: 'later' }; // the key is in another browser
  const answer = await fetch('/observe.json', { method: 'POST', body });
  if (answer.status === 401 || answer.status === 403) return { end: 'out' };
  if (answer.status === 429 || answer.status >= 500) return { end: 'later' };
  const said = await answer.json().catch(() => ({}));
  if (answer.ok) {
    await take_out(entry.mark);
    return { end: 'recorded', entry: said.entry };
  }
  entry.refused = said.error ?? String(answer.status);
  await put(entry);
  return { end: 'refused', why: entry.refused };
}

let busy = false;
// What was written in this session goes by itself; what was written earlier waits for a word.
async function send_all(chosen) {
  if (busy) return;
  busy = true;
  try {
    const all = (await everything()).filter(e => !e.refused && (!chosen || e.mark === chosen));
    if (all.length === 0) return;
    const here = await session();
    if (!here) return say(says.out, '/login');
    for (const e of all) {
      if (e.who !== here.who || (e.session !== here.tag && e.mark !== chosen)) continue;
      const done = await send(e, here);
      if (done.end === 'recorded') say(says.logged, `/observations/${done.entry}`, `O-${done.entry}`);
      else if (done.end === 'out') return say(says.out, '/login');
      else if (done.end === 'later') return say(says.later);
    }
  } catch {
    say(says.kept);
  } finally {
    busy = false;
    await show();
  }
}

// ---- What is seen

function say(words, to, link) {
  const a = document.createElement('a');
  a.href = to ?? '';
  a.textContent = link ?? words;
  status.replaceChildren(...(link ? [words, ' ', a] : to ? [a] : [words]));
}

function press(words, act) {
  const b = document.createElement('button');
  b.type = 'button';
  b.className = 'by';
  b.textContent = words;
  b.addEventListener('click', () => act(b));
  return b;
}

function fill(entry) {
  for (const [name, value] of entry.fields) if (form.elements[name]) form.elements[name].value = value;
  const files = new DataTransfer();
  for (const f of entry.files) files.items.add(f);
  form.elements.photograph.files = files.files;
  form.dataset.mark = entry.mark;
  form.elements.time.focus();
}

function line(entry, tag) {
  const li = document.createElement('li'), fields = Object.fromEntries(entry.fields);
  const what = document.createElement('p');
  what.textContent = [fields.time, fields.observation, fields.description, fields.place, entry.files.length ? `${says.files} ${entry.files.length}` : ''].filter(Boolean).join(' · ');
  li.append(what);
  if (entry.refused) li.append(says.refused, ' ', entry.refused, ' ');
  else if (tag && entry.session !== tag) li.append(says.earlier, ' ', press(says.send, () => send_all(entry.mark)));
  li.append(press(says.change, () => fill(entry)));
  li.append(press(says.drop, async b => {
    if (b.textContent !== says.sure) return void (b.textContent = says.sure);
    await take_out(entry.mark);
    await show();
  }));
  return li;
}

async function show() {
  const all = (await everything()).sort((a, b) => (a.noted < b.noted ? -1 : 1));
  const tag = await tag_of(form.elements.csrf?.value), who = says.who || await known('who');
  const mine = all.filter(e => e.who === who), others = all.length - mine.length;
  list.replaceChildren(...mine.map(e => line(e, tag)));
  if (others) {
    const li = document.createElement('li');
    li.textContent = `${says.others} ${others}`;
    list.append(li);
  }
  box.hidden = count.hidden = all.length === 0;
  count.querySelector('b').textContent = all.length;
}

// ---- The form

function picked(name) {
  return [...form.elements[name].files].filter(f => f.size || f.name);
}

async function write_down() {
  const skip = ['csrf', 'mark', 'photograph'], changed = form.dataset.mark ? await one(form.dataset.mark) : null;
  const fields = [...new FormData(form)].filter(([name, value]) => !skip.includes(name) && value !== '');
  const entry = { mark: new_mark(), who: says.who || await known('who') || '', session: await tag_of(form.elements.csrf?.value) || await known('session') || '', fields, files: picked('photograph'),
    noted: changed?.noted ?? new Date().toISOString(), clock_then: changed ? changed.clock_then : await known('clock') ?? null, clock: null, refused: null };
  await put(entry);
  if (changed) await take_out(changed.mark);
  delete form.dataset.mark;
  return entry;
}

async function log(e) {
  e.preventDefault();
  let entry;
  button.disabled = true;
  say(says.sending);
  try {
    entry = await write_down();
  } catch {
    button.disabled = false;
    say(says.lost);
    return form.submit(); // as without this script
  }
  try {
    const here = await session(), done = here && await send(entry, here);
    if (done?.end === 'recorded' && form.elements.csrf) return location.assign('/inbox');
    if (done?.end === 'refused') { // what was written stays in the form
      await take_out(entry.mark);
      return say(`${says.refused} ${done.why}`);
    }
    if (done?.end === 'recorded') say(says.logged, `/observations/${done.entry}`, `O-${done.entry}`);
    else if (done?.end === 'later') say(says.later);
    else say(says.out, '/login');
    form.reset();
  } catch {
    say(says.kept);
    form.reset();
  } finally {
    button.disabled = false;
    await show();
  }
}

const utc_minute = () => new Date().toISOString().slice(0, 16) + 'Z';

function here(b) {
  b.disabled = true;
  navigator.geolocation.getCurrentPosition(({ coords }) => {
    form.elements['stood-lat'].value = coords.latitude.toFixed(6);
    form.elements['stood-lon'].value = coords.longitude.toFixed(6);
    form.elements['stood-radius'].value = Math.ceil(coords.accuracy);
    b.disabled = false;
    say('');
  }, () => { b.disabled = false; say(says.nowhere); }, { enableHighAccuracy: true, timeout: 30000, maximumAge: 0 });
}

async function begin() {
  form.elements.time.closest('p').append(press(says.now, () => { form.elements.time.value = utc_minute(); }));
  form.elements['stood-radius'].closest('p').append(press(says.here, here));
  form.addEventListener('submit', log);
  addEventListener('online', () => send_all());
  setInterval(() => { if (!document.hidden) send_all(); }, RETRY_MS);
  if (form.elements.csrf) { // somebody has come in
    await navigator.storage?.persist?.();
    await learn('who', says.who);
    await learn('session', await tag_of(form.elements.csrf.value));
    await learn('clock', await measure());
    const policy = globalThis.trustedTypes?.createPolicy('worker', { createScriptURL: s => s }) ?? { createScriptURL: s => s };
    await (await caches.open('desk-language')).put('/the-language-of-this-browser', new Response(document.documentElement.lang));
    await navigator.serviceWorker?.register(policy.createScriptURL('/sw.js'));
    (await navigator.serviceWorker?.ready)?.active?.postMessage('keep');
  }
}

begin().catch(() => {});
show().then(() => send_all()).catch(() => {});
