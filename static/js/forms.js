// A POST form is sent once: until the answer is there, its button spins and further submits are dropped.
// The button is not made `disabled`: that would lose its focus and leave its name out of what is sent.
"use strict";

(() => {
  const sent = new Set();

  function isGuarded(form) {
    return form.method === "post" && !("noGuard" in form.dataset);
  }

  function buttonsOf(form) {
    const own = [...form.querySelectorAll("button:not([type=button]), input[type=submit]")];
    return form.id ? own.concat([...document.querySelectorAll(`button[form="${CSS.escape(form.id)}"]`)]) : own;
  }

  function guard(form, submitter) {
    sent.add(form);
    form.setAttribute("aria-busy", "true");
    for (const button of buttonsOf(form)) button.setAttribute("aria-disabled", "true");
    (submitter || buttonsOf(form)[0])?.setAttribute("data-busy", "");
  }

  function free(form) {
    if (!sent.delete(form)) return;
    form.removeAttribute("aria-busy");
    for (const button of buttonsOf(form)) {
      button.removeAttribute("aria-disabled");
      button.removeAttribute("data-busy");
    }
  }

  const freeAll = () => { for (const form of [...sent]) free(form); };

  // In the capture phase, so that a second submit reaches neither the browser nor htmx.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (!isGuarded(form)) return;
    if (sent.has(form)) {
      event.preventDefault();
      event.stopImmediatePropagation();
      return;
    }
    guard(form, event.submitter);
  }, true);

  // Somebody else's listener stopped a plain submit: nothing is under way.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    const isHtmx = form.matches("[hx-post], [data-hx-post], [hx-boost=true]");
    setTimeout(() => { if (event.defaultPrevented && !isHtmx && !form.hasAttribute("hx-post")) free(form); });
  });

  for (const name of ["htmx:afterRequest", "htmx:validation:halted", "htmx:abort"]) {
    document.addEventListener(name, (event) => {
      const form = event.target.closest?.("form") || event.detail?.elt?.closest?.("form");
      if (form) free(form);
    });
  }
  // A refused form goes on where it went wrong.
  const toFirstWrong = (part) => part.querySelector('[aria-invalid="true"]')?.focus();
  toFirstWrong(document);
  document.addEventListener("htmx:afterSettle", (event) => {
    if (document.activeElement === document.body) toFirstWrong(event.target);
  });
  addEventListener("pageshow", freeAll); // back button: the page comes back as it was left
})();
