// What others have added to the record is shown as it comes; where somebody is writing, it is only
// said that there is something. Pages are whole without this.
const line = document.getElementById('live');
let shown = Number(document.body.dataset.entries);
const policy = globalThis.trustedTypes?.createPolicy('desk', { createHTML: s => s }) ?? { createHTML: s => s };

const changed = e => {
  if (e.type === 'checkbox' || e.type === 'radio') return e.checked !== e.defaultChecked;
  if (e.options) return e.selectedIndex !== Math.max(0, [...e.options].findIndex(o => o.defaultSelected));
  return 'defaultValue' in e && e.value !== e.defaultValue;
};
const writing = () => document.activeElement?.closest('main form') != null ||
  [...document.querySelectorAll('main form')].some(f => [...f.elements].some(changed));

function say(words, act) {
  line.replaceChildren(words);
  if (act) {
    const button = document.createElement('button');
    button.textContent = line.dataset.show;
    button.addEventListener('click', () => show(true).catch(() => say(line.dataset.lost)));
    line.append(' ', button);
  }
  line.hidden = !words;
}

let asked = 0;
async function show(by_button) {
  const mine = ++asked;
  const answer = await fetch(location.href, { headers: { Accept: 'text/html', 'X-By-Itself': '1' } });
  if (answer.redirected && new URL(answer.url).pathname === '/login') return say(line.dataset.out);
  if (!answer.ok) throw new Error(answer.status);
  const page = new DOMParser().parseFromString(policy.createHTML(await answer.text()), 'text/html');
  if (mine !== asked) return; // a later one is on its way
  if (writing() && by_button !== true) return say(line.dataset.grown, true); // begun meanwhile
  const main = page.querySelector('main'), here = document.querySelector('main');
  const held = document.activeElement?.closest('main a')?.getAttribute('href');
  const x = scrollX, y = scrollY;
  here.replaceWith(document.adoptNode(main));
  scrollTo(x, y);
  if (held) [...main.querySelectorAll('a')].find(a => a.getAttribute('href') === held)?.focus({ preventScroll: true });
  shown = Number(page.body.dataset.entries);
  document.body.dataset.entries = shown;
  say('');
  dispatchEvent(new Event('desk:shown'));
}

// One stream for a page that is looked at, none for one behind it: a browser has few connections.
const AGAIN_MS = 20000;
let told = null;

function listen() {
  if (told || document.hidden) return;
  told = new EventSource('/events');
  told.addEventListener('entries', e => {
    if (Number(e.data) <= shown) return;
    if (writing()) say(line.dataset.grown, true);
    else show().catch(() => say(line.dataset.lost));
  });
  told.addEventListener('open', () => { if (line.textContent === line.dataset.lost) say(''); });
  told.addEventListener('error', async () => {
    if (told?.readyState !== EventSource.CLOSED) return say(line.dataset.lost);
    told = null;
    say(line.dataset.lost);
    const answer = await fetch(location.href, { method: 'HEAD', headers: { 'X-By-Itself': '1' } }).catch(() => null);
    if (answer?.redirected && new URL(answer.url).pathname === '/login') return say(line.dataset.out);
    setTimeout(listen, AGAIN_MS);
  });
}

document.addEventListener('visibilitychange', () => {
  if (!document.hidden) return listen();
  told?.close();
  told = null;
});
listen();

// Observations that this browser keeps and has not sent (observe.js): told on every page.
async function tell_unsent() {
  const told = document.getElementById('unsent');
  if (!told || !(await indexedDB.databases()).some(d => d.name === 'desk')) return;
  const r = indexedDB.open('desk');
  r.onsuccess = () => {
    const all = r.result.transaction('waiting').objectStore('waiting').getAll();
    all.onsuccess = () => {
      const mine = all.result.filter(e => e.who === told.dataset.who).length;
      told.querySelector('b').textContent = mine;
      told.hidden = mine === 0;
      r.result.close();
    };
  };
}
tell_unsent().catch(() => {});
