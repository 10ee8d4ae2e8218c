// One event stream per browser, however many tabs: the tab that holds the lock listens and tells the others.
// The stream says only where to look; the looking is done by the page, through the normal, authorised address.
"use strict";

(() => {
  const address = document.body.dataset.live;
  if (!address || !window.EventSource) return;
  const SLOW_POLL_MS = 30000;
  const channel = window.BroadcastChannel ? new BroadcastChannel("qontak_line:look") : null;
  let quietSince = Date.now();
  let owed = false;

  /** Where something changed; all of it at once can wait until somebody looks at this tab. */
  function tell(look) {
    quietSince = Date.now();
    if (look === "everything") owed = document.hidden;
    if (look === "everything" && owed) return;
    document.dispatchEvent(new CustomEvent("qontak:look", { detail: { look } }));
  }

  function pass(look) {
    tell(look);
    channel?.postMessage(look);
  }

  /** `gap`: whether other tabs may have missed something before the stream is open; this page always may. */
  function listen(gap) {
    const stream = new EventSource(address);
    stream.addEventListener("open", () => {
      if (gap) pass("everything");
      else tell("everything");
      gap = true; // it opens again only after having been down
    });
    stream.addEventListener("look", (event) => pass(event.data));
    stream.addEventListener("end", () => { // the session has ended: the next page says so
      stream.close();
      pass("end");
    });
    return stream;
  }

  channel?.addEventListener("message", (event) => tell(String(event.data)));
  // Whoever logs out here is on the way to the login already: reloading would cut in.
  let leaving = false;
  addEventListener("beforeunload", () => { leaving = true; });
  document.addEventListener("qontak:look", (event) => {
    if (event.detail?.look === "end") setTimeout(() => location.reload(), leaving ? 5000 : 0);
  });
  if (navigator.locks) {
    let first = true;
    navigator.locks.request("qontak_line:live", { ifAvailable: true }, (lock) => {
      if (!lock) return undefined;
      first = false;
      listen(false);
      return new Promise(() => {}); // held until the tab goes
    }).then(() => {
      if (!first) return;
      tell("everything"); // what happened since this page was made
      navigator.locks.request("qontak_line:live", () => {
        listen(true); // the former tab may have died with something untold
        return new Promise(() => {});
      });
    });
  } else listen(false);

  // Nothing told for a while: maybe nothing happened, maybe the telling broke. Looking is cheap.
  setInterval(() => {
    if (!document.hidden && Date.now() - quietSince > SLOW_POLL_MS) tell("everything");
  }, 5000);
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && (owed || Date.now() - quietSince > SLOW_POLL_MS)) tell("everything");
  });
})();
