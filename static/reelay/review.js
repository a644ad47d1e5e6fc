// The review page by keys: each presses the visible button that wears it. Off in fields and dialogs.
(() => {
  const root = document.documentElement;
  const keyed = (key) => document.querySelector(`[data-key="${CSS.escape(key)}"]`);
  const isField = (node) => node.closest("input:not([type=checkbox]), textarea, select, [contenteditable]");
  const form = () => document.querySelector(".rv-edit");
  const waiting = [];
  let busy = false;
  let shown = document.getElementById("review-post")?.dataset.post;

  function isDirty() {
    return [...(form()?.elements ?? [])].some((field) => "defaultValue" in field && field.type !== "hidden" && field.value !== field.defaultValue);
  }

  function play() {
    const player = document.querySelector("[data-player]");
    if (player) player.paused ? player.play().catch(() => {}) : player.pause();
  }

  function press(button) {
    const details = button.matches("summary") && button.parentElement;
    button.click();
    if (details) details.querySelector("textarea")?.focus();
  }

  document.addEventListener("keydown", (event) => {
    if ((event.ctrlKey || event.metaKey) && event.key === "s" && form()) {
      event.preventDefault();
      form().requestSubmit();
      return;
    }
    if (event.key === "Escape" && isField(event.target)) event.target.blur();
    if (event.ctrlKey || event.metaKey || event.altKey || isField(event.target)) return;
    if (document.querySelector("dialog[open]")) return;
    if (event.key === " " && event.target.closest("button, summary, a, video, audio, input")) return;
    if (!keyed(event.key) && !busy) return;
    event.preventDefault();
    if (busy) waiting.push(event.key);
    else press(keyed(event.key));
  });

  // keys that come while a step is on its way are pressed on what it brings
  function settled() {
    busy = false;
    while (!busy && waiting.length) {
      const button = keyed(waiting.shift());
      if (button) press(button);
    }
  }

  function broken() {
    busy = false;
    waiting.length = 0;
  }

  document.addEventListener("click", (event) => {
    const focuses = event.target.closest("[data-focuses]");
    const field = focuses && document.querySelector(focuses.dataset.focuses);
    if (field) {
      event.preventDefault();
      field.focus();
    }
    if (event.target.closest("[data-plays]")) play();
    const opens = event.target.closest("[data-opens]");
    if (opens) document.getElementById(opens.dataset.opens).showModal();
    if (event.target.closest("summary[data-key]")) setTimeout(() => event.target.closest("details").querySelector("textarea")?.focus());
  });

  // words that are not saved are not lost by going on
  document.addEventListener("htmx:beforeRequest", (event) => {
    const leaves = event.detail.target?.id === "review" && !form()?.contains(event.detail.elt);
    if (leaves && isDirty() && !confirm("Your words are not saved. Leave them?")) {
      event.preventDefault();
      waiting.length = 0;
    } else if (event.detail.target?.id === "review") busy = true;
  });
  document.addEventListener("htmx:afterSettle", (event) => {
    if (event.detail.target.id === "review") settled();
  });
  for (const name of ["htmx:responseError", "htmx:sendError", "htmx:swapError"]) document.addEventListener(name, broken);

  document.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "review") return;
    const post = document.getElementById("review-post");
    const isOther = post?.dataset.post !== shown;
    shown = post?.dataset.post;
    if (isOther || document.activeElement === document.body) (post ?? document.getElementById("content-main")).focus({ preventScroll: !isOther });
    if (isOther) scrollTo({ top: 0 });
    count(document.getElementById("review").dataset.waiting);
  });

  // the count in the sidebar follows
  function count(waiting) {
    for (const link of document.querySelectorAll('#nav-sidebar a[href="/review/"]')) {
      const badge = [...link.querySelectorAll("span")].find((span) => /^\d+$/.test(span.textContent.trim()));
      if (badge) badge.textContent = waiting;
    }
  }

  root.dataset.review = "ready";
})();
