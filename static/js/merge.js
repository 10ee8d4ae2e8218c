// Repaints only what changed: takes a fetched fragment and brings the page's parts of the same id up to date.
"use strict";

window.qontak.merge = (() => {
  /** Tokens differ in every answer; they are no change. */
  function settle(fresh, old) {
    const olds = old.querySelectorAll("[name=csrf_token]");
    fresh.querySelectorAll("[name=csrf_token]").forEach((input, n) => {
      if (olds[n]) input.setAttribute("value", olds[n].getAttribute("value"));
    });
    for (const menu of old.querySelectorAll("details[open]")) {
      const same = fresh.querySelectorAll("details")[[...old.querySelectorAll("details")].indexOf(menu)];
      same?.setAttribute("open", "");
    }
  }

  function replace(old, fresh) {
    settle(fresh, old);
    if (old.isEqualNode(fresh)) return old;
    const focused = old.contains(document.activeElement) ? document.activeElement : null;
    const place = focused ? [...old.querySelectorAll("a, button, input, summary")].indexOf(focused) : -1;
    old.replaceWith(fresh);
    if (window.htmx) htmx.process(fresh);
    if (focused) (place < 0 ? fresh : fresh.querySelectorAll("a, button, input, summary")[place])?.focus({ preventScroll: true });
    return fresh;
  }

  const byId = (box, id) => box.querySelector(`:scope > #${CSS.escape(id)}`);

  /** Children by id. What stands before the first fetched one (older pages) is kept when `keepBefore`, what follows the last one too when `keepAfter`. */
  function children(old, fresh, { keepBefore = false, keepAfter = false } = {}) {
    const wanted = [...fresh.children];
    const names = new Set(wanted.map((node) => node.id));
    // The day's rule already stands above the older messages: it says nothing about where the fetched ones begin.
    while (keepBefore && wanted[0]?.id.startsWith("day-") && byId(old, wanted[0].id)) wanted.shift();
    const firstKnown = wanted.find((node) => node.id && byId(old, node.id));
    const lastKnown = wanted.findLast?.((node) => node.id && byId(old, node.id));
    const kept = [...old.children];
    const start = firstKnown ? kept.findIndex((node) => node.id === firstKnown.id) : 0;
    const end = lastKnown ? kept.findIndex((node) => node.id === lastKnown.id) : kept.length;
    kept.forEach((node, n) => {
      const outside = (keepBefore && firstKnown && n < start) || (keepAfter && lastKnown && n > end);
      if (!names.has(node.id) && !outside) node.remove();
    });
    let before = keepBefore && firstKnown ? byId(old, firstKnown.id) : old.firstElementChild;
    for (const node of wanted) {
      const known = node.id ? byId(old, node.id) : null;
      if (!known) {
        old.insertBefore(node, before);
        if (window.htmx) htmx.process(node);
        continue;
      }
      if (known === before) before = known.nextElementSibling;
      else old.insertBefore(known, before);
      replace(known, node);
    }
  }

  // What a finger or mouse holds down is not repainted under it: the click would go nowhere.
  const HELD_MS = 1000;
  let heldSince = 0;
  addEventListener("pointerdown", () => { heldSince = Date.now(); }, true);
  for (const name of ["pointerup", "pointercancel"]) addEventListener(name, () => setTimeout(() => { heldSince = 0; }), true);

  async function released() {
    while (Date.now() - heldSince < HELD_MS) await new Promise((go) => { setTimeout(go, 30); });
  }

  return { released, replace, children };
})();
