// A key that this browser made and never gives away: what a person does here is signed with it. The
// desk tells the bytes of each entry first, and records it with the signature, or not at all.
const NAME = 'truce-keys', KIND = 'Ed25519';
const hex = bytes => [...new Uint8Array(bytes)].map(b => b.toString(16).padStart(2, '0')).join('');

function kept(mode, act) {
  return new Promise((done, failed) => {
    const r = indexedDB.open(NAME, 1);
    r.onupgradeneeded = () => r.result.createObjectStore('keys');
    r.onerror = () => failed(r.error);
    r.onsuccess = () => {
      const t = r.result.transaction('keys', mode, { durability: 'strict' }), q = act(t.objectStore('keys'));
      t.oncomplete = () => { r.result.close(); done(q.result); };
      t.onerror = t.onabort = () => failed(t.error);
    };
  });
}
const unhex = digits => Uint8Array.from(digits.match(/../g), d => parseInt(d, 16));
const key_of = open => kept('readonly', s => s.get(open));

async function made() {
  const pair = await crypto.subtle.generateKey(KIND, false, ['sign', 'verify']);
  const open = hex(await crypto.subtle.exportKey('raw', pair.publicKey));
  await kept('readwrite', s => s.put(pair, open));
  return open;
}

async function signatures(open, entries) {
  const pair = await key_of(open);
  if (!pair) return null;
  return Promise.all(entries.map(async e => `${e.at} ${hex(await crypto.subtle.sign(KIND, pair.privateKey, unhex(e.bytes)))}`));
}

// What is to be sent, with its signatures: null where this browser has not the key. What the desk
// refuses goes as it is, and is refused with its reason.
export async function signed(url, data, open, as_form) {
  const ask = new FormData();
  for (const [name, value] of data) ask.append(name, value);
  ask.append('prepare', 'yes');
  const answer = await fetch(url, { method: 'POST', body: as_form ? ask : new URLSearchParams(ask) });
  const told = answer.ok && answer.headers.get('Content-Type')?.startsWith('application/json') ? await answer.json() : {};
  const all = await signatures(open, told.sign ?? []);
  for (const s of all ?? []) data.append('signed', s);
  return all && data;
}

const signing = document.getElementById('signing');
export const open_key = () => signing?.dataset.open ?? '';

function no_key(form) {
  delete form.dataset.signed;
  const p = document.createElement('p');
  p.setAttribute('role', 'alert');
  p.textContent = signing.dataset.without;
  form.querySelector('[role=alert]')?.remove();
  form.append(p);
}

async function submit(form, button) {
  const multipart = form.enctype === 'multipart/form-data', data = new FormData(form, button);
  const before = [...data.keys()].length, open = form.dataset.open || open_key();
  const with_them = await signed(button?.getAttribute('formaction') ?? form.getAttribute('action'), data, open, multipart);
  if (!with_them) return no_key(form);
  for (const [name, value] of [...data].slice(before)) {
    const input = document.createElement('input');
    Object.assign(input, { type: 'hidden', name, value });
    form.append(input);
  }
  form.dataset.signed = 'yes';
  form.requestSubmit(button);
}

document.addEventListener('submit', e => {
  const form = e.target;
  if (e.defaultPrevented || !('signs' in form.dataset) || form.dataset.signed === 'yes') return;
  e.preventDefault();
  if (form.dataset.signed) return; // pressed twice
  form.dataset.signed = 'soon';
  submit(form, e.submitter).catch(() => { form.dataset.signed = 'yes'; form.requestSubmit(e.submitter); });
});
// Come back to by the browser: what was signed then was of that moment.
addEventListener('pageshow', e => {
  if (!e.persisted) return;
  for (const form of document.querySelectorAll('form[data-signed]')) {
    delete form.dataset.signed;
    form.querySelectorAll('input[name=signed]').forEach(x => x.remove());
  }
});

// A new key, on one's own page.
const making = document.querySelector('form[action="/you/far"]');
if (making && crypto.subtle) {
  making.hidden = false;
  making.querySelector('button').addEventListener('click', async e => {
    if (making.dataset.open) return;
    e.preventDefault();
    try {
      making.dataset.open = making.elements.public.value = await made();
      making.requestSubmit(e.target);
    } catch {
      making.append(signing.dataset.cannot);
    }
  });
}
