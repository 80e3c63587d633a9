"use strict";
/* Shortcuts and the brush on the time line. Every page works without this file. */
(() => {
  const typing = (at) => at.matches("input, textarea, select, [contenteditable]");
  const entries = () => [...document.querySelectorAll("[data-entry]")].filter((one) => !one.hidden);
  let before = "";

  function step(by) {
    const all = entries();
    if (!all.length) return;
    const now = all.findIndex((one) => one.classList.contains("at"));
    const next = all[Math.min(Math.max(now + by, 0), all.length - 1)];
    all.forEach((one) => one.classList.toggle("at", one === next));
    (next.querySelector("a[href]") || next).focus({ preventScroll: true });
    next.scrollIntoView({ block: "nearest" });
  }

  function help() {
    const keys = document.getElementById("keys");
    if (!keys.open) keys.showModal();
  }

  function edit() {
    const fields = document.getElementById("fields");
    if (!fields) return;
    fields.open = true;
    const first = fields.querySelector(".edit > summary");
    if (first) first.focus();
    fields.scrollIntoView({ block: "start" });
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || document.querySelector("dialog[open]")) return;
    if (typing(event.target)) {
      if (event.key === "Escape") event.target.blur();
      return;
    }
    const was = before;
    before = event.key;
    if (was === "g") {
      const to = document.querySelector(`[data-go="${CSS.escape(event.key)}"]`);
      before = "";
      if (to) { event.preventDefault(); to.click(); }
      return;
    }
    const review = document.querySelector("[data-review]");
    const act = document.querySelector(`[data-entry].at [data-act="${CSS.escape(event.key)}"]`);
    const answer = review && review.querySelector(`[data-key="${CSS.escape(event.key)}"]`);
    if (answer) {
      event.preventDefault();
      if (event.repeat || document.querySelector(".htmx-request")) return;
      answer.click();
    } else if (act) {
      event.preventDefault();
      if (event.repeat || document.querySelector(".htmx-request")) return;
      act.click();
      if (act.matches("summary")) act.parentElement.querySelector("input:not([type=hidden])").focus();
    } else if (event.key === "j" || event.key === "k") {
      step(event.key === "j" ? 1 : -1);
    } else if (event.key === "/") {
      const field = document.querySelector("main input:not([type=hidden])");
      if (field) { event.preventDefault(); field.focus(); field.select?.(); }
    } else if (event.key === "?") {
      event.preventDefault();
      help();
    }
  });

  document.addEventListener("click", (event) => {
    const at = event.target.closest("[data-help], [data-print], [data-edit]");
    if (!at) return;
    event.preventDefault();
    if (at.matches("[data-help]")) help();
    else if (at.matches("[data-print]")) window.print();
    else edit();
  });

  /* A browser's day for a place on the axis. */
  function brush(svg) {
    const mark = svg.querySelector(".brush");
    const [left, right] = [Number(svg.dataset.left), Number(svg.dataset.right)];
    const [first, last] = [Date.parse(svg.dataset.first), Date.parse(svg.dataset.last)];
    if (first === last) return;
    let from = null;
    const at = (event) => {
      const point = new DOMPoint(event.clientX, event.clientY).matrixTransform(svg.getScreenCTM().inverse());
      return Math.min(Math.max(point.x, left), right);
    };
    const day = (x) => new Date(first + ((x - left) / (right - left)) * (last - first)).toISOString().slice(0, 10);
    const draw = (a, b) => { mark.setAttribute("x", Math.min(a, b)); mark.setAttribute("width", Math.abs(a - b)); };
    svg.addEventListener("pointerdown", (event) => { if (!event.target.closest("a")) { from = at(event); draw(from, from); } });
    svg.addEventListener("pointermove", (event) => { if (from !== null) draw(from, at(event)); });
    window.addEventListener("pointerup", (event) => {
      if (from === null) return;
      const to = at(event);
      const [a, b] = Math.abs(to - from) < 4 ? ["", ""] : [day(Math.min(from, to)), day(Math.max(from, to))];
      from = null;
      if (!a) draw(0, 0);
      document.querySelectorAll("article[data-day]").forEach((one) => {
        one.hidden = Boolean(a) && !(one.dataset.day >= a && one.dataset.day <= b);
      });
      const form = document.querySelector(".days");
      if (form) { form.elements.since.value = a; form.elements.until.value = b; }
    });
  }

  function ready() {
    document.querySelectorAll("[data-help], [data-print]").forEach((one) => { one.hidden = false; });
    document.querySelectorAll(".timeline svg:not([data-ready])").forEach((svg) => { svg.dataset.ready = ""; brush(svg); });
    const target = location.hash && document.getElementById(location.hash.slice(1));
    const details = target && target.closest("details:not([open])");
    if (details) details.open = true;
  }

  /* After an answer in place, focus stays where it was, or on what it was part of. */
  let held = "", place = -1;
  document.addEventListener("htmx:beforeRequest", (event) => {
    const home = event.target.closest("[id]:not(main)") || document.activeElement;
    held = document.activeElement?.id || home?.id || "";
    place = entries().findIndex((one) => one.classList.contains("at"));
    document.getElementById("notice").replaceChildren();
  });
  document.addEventListener("htmx:afterSettle", () => {
    ready();
    if (document.querySelector("[data-review]")) return;
    const back = held && document.getElementById(held);
    if (back && document.activeElement === document.body) back.focus({ preventScroll: true });
    else if (place >= 0 && entries().length && !back) { step(0); step(Math.min(place, entries().length - 1)); }
    if (back && back.closest("[data-entry]")) back.closest("[data-entry]").classList.toggle("at", place >= 0);
  });
  document.addEventListener("DOMContentLoaded", ready);
})();
