// The list of accounts: looks again where something changed, and forgets the address of a popup that was seen.
"use strict";

(() => {
  const part = () => document.querySelector("#accounts[data-look-url]");
  let asking = false;
  let again = false;

  async function look() {
    const old = part();
    if (!old) return;
    if (asking) { again = true; return; }
    asking = true;
    try {
      const answer = await fetch(old.dataset.lookUrl, { headers: { "HX-Request": "true", Accept: "text/html" }, credentials: "same-origin" });
      if (answer.ok) {
        const fresh = new DOMParser().parseFromString(await answer.text(), "text/html").querySelector("#accounts");
        await window.qontak.merge.released();
        if (fresh && part() === old) window.qontak.merge.replace(old, fresh);
      }
    } catch { /* the next look will do */ }
    asking = false;
    if (again) { again = false; setTimeout(look, 150); }
  }

  document.addEventListener("qontak:look", (event) => {
    if (["channels", "everything"].includes(event.detail?.look)) look();
  });

  if (document.querySelector("[data-once]") && location.search) history.replaceState(history.state, "", location.pathname);
})();
