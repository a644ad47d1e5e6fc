// The asset page: time codes and the timeline seek; the transcript follows what plays.
(() => {
  const player = document.getElementById("player");
  const timeline = document.querySelector("[data-timeline]");
  const playhead = document.querySelector("[data-playhead]");
  if (!player) {
    for (const button of document.querySelectorAll("[data-seek]")) button.disabled = true;
    document.documentElement.dataset.player = "none";
    return;
  }

  function seek(seconds) {
    player.currentTime = seconds;
    player.scrollIntoView({ block: "nearest" });
  }

  function holds(part, now) {
    return now >= Number(part.dataset.start) && now < Number(part.dataset.end);
  }

  function keepsInView() {
    const isTyping = document.activeElement?.matches("input, textarea");
    return !player.paused && !isTyping && document.querySelector("[data-follow]:checked");
  }

  function follow() {
    const now = player.currentTime;
    if (playhead && timeline) {
      const x = Math.min(1000, (now / Number(timeline.dataset.duration)) * 1000);
      playhead.setAttribute("x1", x);
      playhead.setAttribute("x2", x);
    }
    for (const line of document.querySelectorAll("[data-transcript] li")) {
      const wasOn = line.classList.contains("rl-now");
      const isOn = holds(line, now);
      line.classList.toggle("rl-now", isOn);
      if (!isOn && !wasOn) continue;
      for (const word of line.querySelectorAll(".rl-word")) word.classList.toggle("rl-now", holds(word, now));
      if (isOn && !wasOn && keepsInView()) line.scrollIntoView({ block: "nearest", behavior: "smooth" });
    }
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-seek]");
    if (button) seek(Number(button.dataset.seek));
  });
  timeline?.addEventListener("click", (event) => {
    const box = timeline.getBoundingClientRect();
    seek(((event.clientX - box.left) / box.width) * Number(timeline.dataset.duration));
  });
  player.addEventListener("timeupdate", follow);
  player.addEventListener("seeked", follow);
  document.documentElement.dataset.player = "ready";
})();
