// Faults of a draft as one types: the same check as the button, a moment after the last stroke.
const WAIT_MS = 700;
let form, place, title, kept = '', sent = false, timer = 0, before = null;

function row(table, cells, head) {
  const tr = table.appendChild(document.createElement('tr'));
  for (const words of cells) tr.appendChild(document.createElement(head ? 'th' : 'td')).textContent = words;
}

function show(found) {
  const parts = [];
  if (found.faults?.length) {
    const table = document.createElement('table');
    for (const f of found.faults) row(table, [`${f.line}:${f.column}`, f.code, f.message, f.hint ?? '']);
    parts.push(table);
  }
  if (found.open !== undefined) {
    const pre = document.createElement('pre');
    pre.textContent = found.open;
    if (title) parts.push(title);
    parts.push(pre);
  }
  place.replaceChildren(...parts);
}

async function check() {
  before?.abort();
  const mine = before = new AbortController();
  place.setAttribute('aria-busy', 'true');
  try {
    const answer = await fetch('/agreement/check.json', { method: 'POST', body: new URLSearchParams(new FormData(form)), signal: mine.signal });
    const found = await answer.json();
    if (answer.ok && mine === before) show(found);
  } finally {
    if (mine === before) place.setAttribute('aria-busy', 'false');
  }
}

function begin() {
  form = document.querySelector('form[action="/agreement/draft"]');
  place = document.getElementById('checked');
  if (!form || !place) return;
  title = place.querySelector('h2');
  place.setAttribute('aria-live', 'polite');
  kept = form.elements.text.value;
  sent = false;
  form.addEventListener('submit', () => { sent = true; });
  form.elements.text.addEventListener('input', () => {
    const compared = document.getElementById('compared'); // of the text before this one
    if (compared) compared.hidden = true;
    clearTimeout(timer);
    timer = setTimeout(() => check().catch(() => {}), WAIT_MS); // what is shown stays until the next one
  });
}
begin();
// Nobody loses what was typed by following a link: the browser asks first.
addEventListener('beforeunload', e => { if (form?.isConnected && !sent && form.elements.text.value !== kept) e.preventDefault(); });
addEventListener('desk:shown', begin); // the page was put in anew
