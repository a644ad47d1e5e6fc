// The calendar: drag and drop (native), the same by keyboard, toasts with undo, the own zone.
// Cards are links and pages are forms: without this script the post's page moves it.
(() => {
  const root = () => document.getElementById("calendar");
  const drawer = () => document.getElementById("calendar-drawer");
  const isPhone = () => matchMedia("(max-width: 700px)").matches;
  const DAY = 86400000, HALF_HOUR = 1800000, FLIP_AFTER = 700;
  let lifted = null;   // the card that is being dragged
  let aim = null;      // {card, day, time}: where the keyboard wants to put a card
  let flip = null;     // the timer of an arrow that is hovered while dragging
  let focusAfter = ""; // the card that gets the focus when the calendar is drawn again

  const say = (text) => { document.getElementById("calendar-say").textContent = text; };
  const toast = (text, level) => document.dispatchEvent(new CustomEvent("toast", { detail: { text, level } }));

  function post(url, values, card) {
    focusAfter = card || "";
    return htmx.ajax("POST", url, { source: root(), target: "#calendar", swap: "outerHTML", values: { ...values, here: root().dataset.here } });
  }

  function move(card, where) {
    post(card.move, { version: card.version, ...where }, card.post);
  }

  // media from the tray: the drawer asks for the account and says what will be posted
  function fill(media, where) {
    const here = new URL(root().dataset.here, location.href).searchParams;
    const values = { media: media.media, account: here.get("account") || "", query: here.toString(), ...where };
    htmx.ajax("GET", media.fill, { source: root(), target: "#calendar-drawer-body", swap: "innerHTML", values });
  }

  // where a drop at this point goes: a day (the hour stays), or a day and a half hour
  function placeOf(target, y) {
    const day = target.closest("[data-day]");
    if (day) return { box: day, where: { day: day.dataset.day } };
    const hour = target.closest("[data-hour]");
    if (!hour) return null;
    const box = hour.getBoundingClientRect();
    const half = y > box.top + box.height / 2;
    const time = `${hour.dataset.hour}:${half ? "30" : "00"}`;
    return { box: hour, half, where: { at: `${hour.closest("[data-date]").dataset.date}T${time}` } };
  }

  function unmark() {
    for (const one of document.querySelectorAll(".rl-over, .rl-over-half")) one.classList.remove("rl-over", "rl-over-half");
  }

  function mark(place) {
    unmark();
    place.box.classList.add(place.half ? "rl-over-half" : "rl-over");
  }

  document.addEventListener("dragstart", (event) => {
    const card = event.target.closest?.(".rl-cal-card, .rl-cal-wait");
    if (!card || isPhone()) return;
    if (card.dataset.fixed) {
      event.preventDefault();
      toast(`Not moved. ${card.dataset.fixed}`, "error");
      return;
    }
    lifted = { ...card.dataset };
    event.dataTransfer.effectAllowed = "move";
    event.dataTransfer.setData("text/plain", card.dataset.post || card.dataset.media);
    requestAnimationFrame(() => card.classList.add("rl-lifted"));
  });

  document.addEventListener("dragover", (event) => {
    if (!lifted) return;
    const arrow = event.target.closest("[data-turn]");
    if (arrow) return hover(arrow);
    const place = placeOf(event.target, event.clientY);
    if (!place) return unmark();
    event.preventDefault();
    event.dataTransfer.dropEffect = "move";
    mark(place);
  });

  // hovering an arrow while dragging turns the page
  function hover(arrow) {
    if (flip) return;
    arrow.classList.add("rl-over");
    flip = setTimeout(() => { flip = null; arrow.click(); }, FLIP_AFTER);
  }

  document.addEventListener("dragleave", (event) => {
    if (!event.target.closest?.("[data-turn]")) return;
    clearTimeout(flip);
    flip = null;
    unmark();
  });

  document.addEventListener("drop", (event) => {
    if (!lifted) return;
    const place = placeOf(event.target, event.clientY);
    if (!place) return;
    event.preventDefault();
    if (lifted.media) fill(lifted, place.where);
    else move(lifted, place.where);
    lifted = null;
    unmark();
  });

  document.addEventListener("dragend", () => {
    lifted = null;
    clearTimeout(flip);
    flip = null;
    unmark();
    for (const card of document.querySelectorAll(".rl-lifted")) card.classList.remove("rl-lifted");
  });

  // ---- the keyboard: M on a card, arrows, Enter
  const byHour = () => ["week", "day"].includes(root().dataset.view);
  const shown = (moment) => new Intl.DateTimeFormat(document.documentElement.lang, { timeZone: "UTC", weekday: "long", day: "numeric", month: "long", hour: "2-digit", minute: "2-digit" }).format(moment);

  function begin(card) {
    if (card.dataset.fixed || !card.dataset.move) {
      toast(`Not moved. ${card.dataset.fixed || "Its state does not allow it."}`, "error");
      return;
    }
    // wall-clock time, counted as if it were UTC: the server knows the zone
    aim = { card, at: Date.parse(`${card.dataset.at}:00Z`) };
    card.classList.add("rl-aiming");
    point(`Moving. Arrow keys choose ${byHour() ? "the day and the half hour" : "the day"}, Enter moves, Escape gives up.`);
  }

  function point(prefix = "") {
    unmark();
    const [day, time] = new Date(aim.at).toISOString().slice(0, 16).split("T");
    const box = byHour()
      ? document.querySelector(`[data-date="${day}"] [data-hour="${time.slice(0, 2)}"]`)
      : document.querySelector(`[data-day="${day}"]`);
    if (box) {
      mark({ box, half: byHour() && time.endsWith("30") });
      box.scrollIntoView({ block: "nearest" });
    }
    say(`${prefix} ${shown(aim.at)}`.trim());
  }

  function finish(isMove) {
    const { card, at } = aim;
    card.classList.remove("rl-aiming");
    aim = null;
    unmark();
    if (!isMove) return say("Left where it was.");
    const text = new Date(at).toISOString().slice(0, 16);
    if (text === card.dataset.at) return say("It stands there already.");
    move(card.dataset, byHour() ? { at: text } : { day: text.slice(0, 10) });
  }

  function steer(event) {
    const steps = { ArrowLeft: -DAY, ArrowRight: DAY, ArrowUp: byHour() ? -HALF_HOUR : -7 * DAY, ArrowDown: byHour() ? HALF_HOUR : 7 * DAY };
    if (event.key in steps) {
      aim.at += steps[event.key];
      point();
    } else if (event.key === "Enter" || event.key === "Escape") finish(event.key === "Enter");
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  document.addEventListener("keydown", (event) => {
    if (aim) return steer(event);
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const card = event.target.closest?.(".rl-cal-open")?.closest(".rl-cal-card");
    if (!card) return;
    const key = event.key.toLowerCase();
    if (key === "m") begin(card);
    else if (key === "x") card.querySelector(".rl-cal-pick")?.click();
    else if (key === "n" && card.dataset.next) post(card.dataset.next, { version: card.dataset.version }, card.dataset.post);
    else return;
    event.preventDefault();
  }, true);

  // ---- toasts with undo
  document.addEventListener("undoable", (event) => {
    const { text, url, undo, card } = event.detail;
    const note = document.createElement("p");
    note.className = "rl-toast rl-toast-success";
    note.textContent = text;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "rl-btn rl-btn-s";
    button.textContent = "Undo";
    button.addEventListener("click", () => { note.remove(); post(url, { undo }, card); });
    note.append(button);
    document.getElementById("toasts").append(note);
    setTimeout(() => note.remove(), 15000);
  });

  // ---- the drawer
  function openDrawer() {
    if (!drawer().open) drawer().showModal();
  }

  document.addEventListener("click", (event) => {
    const closer = event.target.closest("[data-drawer-close]");
    if (!closer) return;
    drawer().close();
    if (closer.hasAttribute("data-refresh")) refresh();
  });

  function refresh() {
    htmx.ajax("GET", root().dataset.here, { source: root(), target: "#calendar", swap: "outerHTML" });
  }

  document.addEventListener("calendar-changed", refresh);
  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = event.target.closest?.("#calendar-drawer form[data-card]");
    if (form) focusAfter = form.dataset.card;
  });

  // ---- ticking
  document.addEventListener("change", (event) => {
    if (event.target.matches(".rl-cal-pick")) count();
  });
  document.addEventListener("reset", () => setTimeout(count));

  function count() {
    const ticked = document.querySelectorAll(".rl-cal-pick:checked").length;
    const text = `${ticked} ${ticked === 1 ? "post" : "posts"} ticked`;
    document.querySelector("[data-bulk-count]").textContent = text;
    say(text);
  }

  // a conflict is an answer to read, not a failure
  document.addEventListener("htmx:beforeSwap", (event) => {
    if (event.detail.xhr.status !== 409) return;
    event.detail.shouldSwap = true;
    event.detail.isError = false;
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    const { target } = event.detail;
    if (target.id === "calendar-drawer-body") openDrawer();
    else if (target.id === "calendar" && event.detail.requestConfig?.verb === "post") drawer().close();
  });

  document.addEventListener("htmx:afterSettle", () => {
    if (!root()) return;
    tellOwnZone();
    if (!focusAfter) return;
    document.querySelector(`#card-${CSS.escape(focusAfter)} .rl-cal-open`)?.focus();
    focusAfter = "";
  });

  // ---- the person's own zone beside the team's
  function tellOwnZone() {
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!own || own === root().dataset.zone) return;
    const clock = new Intl.DateTimeFormat(navigator.language, { timeZone: own, weekday: "short", hour: "2-digit", minute: "2-digit" });
    const place = document.querySelector("[data-own-zone]");
    place.textContent = `; your own zone is ${own}, where it is ${clock.format(new Date())}`;
    place.hidden = false;
    for (const time of root().querySelectorAll(".rl-cal-when time")) {
      time.title = `${clock.format(new Date(time.dateTime))} in ${own}`;
    }
  }

  document.addEventListener("htmx:afterSettle", () => {
    const place = document.querySelector("[data-own-moment]");
    const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
    if (!place || own === root()?.dataset.zone) return;
    const shown = new Intl.DateTimeFormat(navigator.language, { timeZone: own, dateStyle: "medium", timeStyle: "short" });
    place.textContent = `For you, in ${own}: ${shown.format(new Date(place.dataset.ownMoment))}.`;
  });

  htmx.config.refreshOnHistoryMiss = true; // the calendar is never kept in the browser's storage
  tellOwnZone();
  document.documentElement.dataset.calendar = "ready";
})();
