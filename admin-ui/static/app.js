// What the page does beyond forms and links: it refreshes figures in place, never under the operator's hands.
(() => {
  'use strict';

  const byId = (id) => document.getElementById(id);
  const body = document.body;
  let lastNews = new Date();

  // --- Refreshing -------------------------------------------------------------------------------------------------

  const dirty = (element) =>
    [...element.querySelectorAll('input:not([type=hidden])')].some((input) => input.value !== input.defaultValue);

  /** Somebody is busy with it: it has focus, a half-typed value, or a control under the pointer. */
  function held(element, acted) {
    if (acted && (acted.contains(element) || element.contains(acted))) {
      return false;
    }
    const controls = element.matches('a,button') || element.querySelector('a,button,input,select');
    return (
      element.contains(document.activeElement) || dirty(element) || (controls !== null && element.matches(':hover'))
    );
  }

  function put(fresh, place) {
    place(fresh);
    window.htmx.process(fresh);
  }

  /** Items come and go by id; those that stay keep their place, and only what was acted on is replaced whole. */
  function mergeList(list, freshList, acted) {
    const fresh = [...freshList.children].filter((child) => 'item' in child.dataset);
    const wanted = new Set(fresh.map((child) => child.id));
    [...list.children].filter((c) => 'item' in c.dataset && !wanted.has(c.id)).forEach((c) => c.remove());
    let previous = null;
    for (const item of fresh) {
      const old = byId(item.id);
      if (!old) {
        const first = list.querySelector(':scope > [data-item]');
        put(item, (i) => (previous ? previous.after(i) : first ? first.before(i) : list.append(i)));
      } else if (old === acted) {
        put(item, (i) => old.replaceWith(i));
      }
      previous = byId(item.id);
    }
  }

  function refresh(fragment, acted) {
    const part = fragment.querySelector('#part');
    const shown = byId('part');
    if (!part || part.dataset.page !== shown.dataset.page) {
      location.reload();
      return;
    }
    if (Number(part.dataset.revision) < Number(shown.dataset.revision)) {
      return; // It was on its way when a change was made, and does not know of it.
    }
    shown.dataset.revision = part.dataset.revision;
    const focused = document.activeElement && document.activeElement.id;
    fragment.querySelectorAll('[data-list]').forEach((list) => mergeList(byId(list.id), list, acted));
    fragment.querySelectorAll('[data-live]').forEach((leaf) => {
      const old = byId(leaf.id);
      if (old && !old.isEqualNode(leaf) && !held(old, acted)) {
        put(leaf, (l) => old.replaceWith(l));
      }
    });
    if (focused && document.activeElement === body) {
      const again = byId(focused) || (acted && byId(acted.id) && byId(acted.id).querySelector('a,button,input'));
      if (again) {
        again.focus();
      }
    }
    filter();
    news();
  }

  let acted = null;
  body.addEventListener('htmx:beforeSwap', (event) => {
    const { elt, requestConfig } = event.detail;
    const source = (requestConfig && requestConfig.elt) || elt;
    acted = source && source.id !== 'poll' ? source.closest('[data-item],[data-live]') : null;
  });

  window.htmx.defineExtension('live', {
    isInlineSwap: () => false,
    handleSwap(style, target, fragment) {
      if (style !== 'live') {
        return false;
      }
      refresh(fragment, acted);
      return [];
    },
  });

  body.addEventListener('htmx:beforeRequest', (event) => {
    if (event.target.id === 'poll' && document.hidden) {
      event.preventDefault();
    }
  });

  // --- No news ----------------------------------------------------------------------------------------------------

  function say(text) {
    const line = byId('stale');
    line.textContent = text;
    line.hidden = text === '';
  }

  function news() {
    lastNews = new Date();
    body.classList.remove('stale');
    say('');
  }

  function noNews(event) {
    if (event.detail.requestConfig && event.detail.requestConfig.verb === 'post') {
      say(body.dataset.unsent);
      return;
    }
    body.classList.add('stale');
    say(body.dataset.lost.replace('{0}', lastNews.toLocaleTimeString(document.documentElement.lang, { hour12: false })));
  }

  ['htmx:sendError', 'htmx:responseError', 'htmx:timeout', 'htmx:swapError'].forEach((name) =>
    body.addEventListener(name, noNews),
  );

  // --- Weights ----------------------------------------------------------------------------------------------------

  /** Shows the share that the typed weight would come to. */
  function foretell(input) {
    const form = input.form;
    const share = form.querySelector('output');
    const own = Number(input.value);
    const total = own + Number(share.dataset.others);
    form.classList.toggle('dirty', input.value !== input.defaultValue);
    share.textContent =
      input.value === input.defaultValue || !(own >= 0)
        ? share.dataset.now
        : '→ ' + (total === 0 ? 0 : Math.round((Number(share.dataset.of) * own) / total)) + ' %';
  }

  document.addEventListener('click', (event) => {
    const step = event.target.closest('.weight .step');
    if (step) {
      event.preventDefault();
      const input = step.form.querySelector('input[name=weight]');
      input.value = Math.min(1000, Math.max(0, Number(input.value) + Number(step.value)));
      foretell(input);
    }
  });

  document.addEventListener('input', (event) => {
    if (event.target.matches('.weight input[name=weight]')) {
      foretell(event.target);
    } else if (event.target.id === 'find') {
      filter();
    }
  });

  // --- Finding and keys -------------------------------------------------------------------------------------------

  function filter() {
    const find = byId('find');
    if (find) {
      const text = find.value.trim().toLowerCase();
      document.querySelectorAll('[data-find]').forEach((row) => {
        row.hidden = !row.dataset.find.toLowerCase().includes(text);
      });
    }
  }

  function move(by) {
    const rows = [...document.querySelectorAll('[data-row]')].filter((row) => row.offsetParent !== null);
    const inside = document.activeElement.closest('[data-item]');
    const at = rows.findIndex((row) => inside && inside.contains(row));
    const next = rows[at < 0 ? (by > 0 ? 0 : rows.length - 1) : at + by];
    if (next) {
      next.focus();
    }
  }

  const keys = byId('keys-dialog');

  document.addEventListener('keydown', (event) => {
    const typing = event.target.matches('input,select,textarea');
    if (event.ctrlKey || event.metaKey || event.altKey || (keys && keys.open)) {
      return;
    }
    if (event.key === 'Escape' && event.target.matches('input')) {
      event.target.value = event.target.defaultValue;
      event.target.dispatchEvent(new Event('input', { bubbles: true }));
      event.target.blur();
    } else if (typing) {
      return;
    } else if (event.key === '/' && byId('find')) {
      event.preventDefault();
      byId('find').focus();
    } else if (event.key === 'ArrowDown' || event.key === 'ArrowUp') {
      event.preventDefault();
      move(event.key === 'ArrowDown' ? 1 : -1);
    } else if (event.key === '?' && keys) {
      keys.showModal();
    }
  });

  // --- Switches that mean nothing without a script ------------------------------------------------------------------

  const theme = byId('theme');
  if (theme) {
    theme.hidden = false;
    theme.addEventListener('click', () => {
      const root = document.documentElement;
      const dark = root.dataset.theme
        ? root.dataset.theme === 'dark'
        : window.matchMedia('(prefers-color-scheme: dark)').matches;
      root.dataset.theme = dark ? 'light' : 'dark';
      const path = new URL('./', document.baseURI).pathname;
      document.cookie = `tollgate-theme=${root.dataset.theme}; path=${path}; max-age=31536000; SameSite=Lax`;
    });
  }
  if (keys) {
    byId('keys').hidden = false;
    byId('keys').addEventListener('click', () => keys.showModal());
  }
  if (byId('find')) {
    document.querySelector('.find').hidden = false;
  }
})();
