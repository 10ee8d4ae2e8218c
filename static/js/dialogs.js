// Popups: <dialog open> in the page (readable without JavaScript) becomes modal here.
"use strict";

(() => {
  const shelf = document.getElementById("dialog");
  let opener = null;

  const isUsable = (node) => node && node.isConnected && node !== document.body && node.getClientRects().length > 0;

  function returnFocus(dialog) {
    const named = dialog.dataset.return ? document.querySelector(dialog.dataset.return) : null;
    const target = [named, opener, opener?.closest("details")?.querySelector("summary"), document.querySelector("#main [aria-invalid='true']"), document.getElementById("main")].find(isUsable);
    target?.focus({ preventScroll: target.id === "main" });
  }

  function close(dialog) {
    if (dialog.open) dialog.close();
  }

  function closesFromOutside(dialog) {
    let pressedOutside = false;
    const isOutside = (event) => {
      const box = dialog.getBoundingClientRect();
      return event.target === dialog
        && (event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom);
    };
    dialog.addEventListener("pointerdown", (event) => { pressedOutside = isOutside(event); });
    dialog.addEventListener("click", (event) => {
      if (pressedOutside && isOutside(event)) close(dialog);
      pressedOutside = false;
    });
  }

  function promote(dialog) {
    if (dialog.dataset.promoted) return;
    dialog.dataset.promoted = "yes";
    dialog.removeAttribute("open"); // close() would fire its event
    dialog.addEventListener("close", () => {
      returnFocus(dialog);
      dialog.remove();
      opener = null;
    });
    closesFromOutside(dialog);
    dialog.showModal();
    (dialog.querySelector("[data-autofocus]") || dialog.querySelector("button, a, input, select, textarea"))?.focus();
  }

  function promoteAll() {
    const waiting = shelf.querySelectorAll("dialog[open]:not([data-promoted])");
    const current = shelf.querySelector("dialog[data-promoted]");
    if (waiting.length && current?.open) { current.dataset.replaced = "yes"; current.remove(); }
    for (const dialog of waiting) promote(dialog);
  }

  // A popup's Cancel is a link or button that leads elsewhere without JavaScript; here it only closes.
  document.addEventListener("click", (event) => {
    const part = event.target.closest?.("[data-close]");
    const dialog = part?.closest("dialog");
    if (!dialog) return;
    event.preventDefault();
    close(dialog);
  });

  // Safari does not focus a clicked button, so the opener is taken from the request, not from document.activeElement.
  // Requests that nobody clicked for (live updates) open nothing.
  document.addEventListener("htmx:beforeRequest", (event) => {
    const { elt, requestConfig } = event.detail;
    if (shelf.querySelector("dialog[open]") || !["click", "submit"].includes(requestConfig?.triggeringEvent?.type)) return;
    opener = requestConfig.triggeringEvent.submitter || elt;
  });
  document.addEventListener("htmx:afterSwap", promoteAll);
  document.addEventListener("htmx:oobAfterSwap", promoteAll);
  document.addEventListener("close-dialog", () => { for (const dialog of shelf.querySelectorAll("dialog[open]")) close(dialog); });
  addEventListener("pageshow", (event) => { if (event.persisted) promoteAll(); });
  promoteAll();
})();
