// The panel of controls: sliders and their fields, the line of time, questions, and what is sent.
"use strict";
document.documentElement.classList.add("js");

const panel = document.getElementById("panel");
const say = (element, type) => element.dispatchEvent(new Event(type, { bubbles: true }));

// --- parameters: a slider runs over the prior, its field takes any number -----------------

function dialOf(element) {
  return element.closest(".dial");
}

function placeOf(slider, value) {
  const low = Number(slider.dataset.low), high = Number(slider.dataset.high);
  const share = "log" in slider.dataset
    ? Math.log(Math.max(value, 1e-300) / low) / Math.log(high / low)
    : (value - low) / (high - low);
  return Math.round(200 * Math.min(1, Math.max(0, share)));
}

function valueAt(slider) {
  const low = Number(slider.dataset.low), high = Number(slider.dataset.high), share = Number(slider.value) / 200;
  const value = "log" in slider.dataset ? low * (high / low) ** share : low + share * (high - low);
  return String(Number(value.toPrecision(3)));
}

function showDial(dial) {
  const field = dial.querySelector("input[type=number]");
  const slider = dial.querySelector("input[type=range]");
  dial.classList.toggle("changed", field.value !== "" && field.value !== dial.dataset.base);
  if (slider) {
    if (field.value !== "" && document.activeElement !== slider) slider.value = placeOf(slider, Number(field.value));
    slider.setAttribute("aria-valuetext", field.value);
  }
}

function resetDial(dial) {
  const field = dial.querySelector("input[type=number]");
  const slider = dial.querySelector("input[type=range]");
  field.value = dial.dataset.base;
  if (slider) slider.value = placeOf(slider, Number(field.value));
  showDial(dial);
  return field;
}

// --- the line of time ------------------------------------------------------------------

function setUpTime(slider) {
  const field = document.getElementById(slider.dataset.moves);
  const said = document.getElementById("at-said");
  const records = JSON.parse(document.getElementById("at-records").textContent);
  const start = slider.dataset.start ? Date.parse(slider.dataset.start + "T00:00:00Z") : null;
  const day = Number(slider.dataset.day), ms = 86400000;
  const toField = time => start === null ? String(Number(time.toPrecision(6)))
    : new Date(start + Math.round(time / day) * ms).toISOString().slice(0, 10);
  const toTime = text => start === null ? Number(text) : (Date.parse(text + "T00:00:00Z") - start) / ms * day;
  const show = () => {
    const time = toTime(field.value);
    if (!Number.isFinite(time)) return;
    if (document.activeElement !== slider) slider.value = time;
    slider.setAttribute("aria-valuetext", field.value);
    const past = records.filter(one => one.time <= time);
    said.textContent = records.length === 0 ? "There are no records."
      : past.length === 0 ? `before the first of ${records.length} records`
      : `${past.length} of ${records.length} records; the last: ${past[past.length - 1].said}`;
  };
  slider.addEventListener("input", () => { field.value = toField(Number(slider.value)); show(); });
  field.addEventListener("input", show);
  for (const button of document.querySelectorAll("[data-record]")) {
    button.addEventListener("click", () => {
      const now = toTime(field.value), later = Number(button.dataset.record) > 0;
      const times = records.map(one => one.time).filter(one => later ? one > now + 1e-9 : one < now - 1e-9);
      if (times.length) {
        field.value = toField(later ? times[0] : times[times.length - 1]);
        slider.value = toTime(field.value);
        say(field, "input");
      }
    });
  }
  show();
}

// --- questions -------------------------------------------------------------------------

function setUpQuestions() {
  const field = document.getElementById("ask"), list = document.getElementById("asked");
  const add = () => {
    const text = field.value.trim();
    if (!text) return;
    const item = document.createElement("li");
    const hidden = Object.assign(document.createElement("input"), { type: "hidden", name: "q", value: text });
    const code = Object.assign(document.createElement("code"), { textContent: text });
    const drop = Object.assign(document.createElement("button"), { type: "button", className: "quiet", textContent: "drop" });
    drop.dataset.drop = "";
    drop.setAttribute("aria-label", `Drop the question ${text}`);
    item.append(hidden, code, " ", drop);
    list.append(item);
    field.value = "";
    say(panel, "again");
  };
  field.removeAttribute("name");
  document.getElementById("ask-add").addEventListener("click", add);
  field.addEventListener("ask", add);
  // What is half typed is not yet asked.
  field.addEventListener("input", event => event.stopPropagation());
  list.addEventListener("click", event => {
    if (event.target.closest("[data-drop]")) {
      event.target.closest("li").remove();
      field.focus();
      say(panel, "again");
    }
  });
}

// In a small window the parameters are folded: the answers are not far below.
for (const fold of document.querySelectorAll("details.fold")) fold.open = window.innerWidth >= 960;

if (panel) {
  panel.addEventListener("submit", event => { event.preventDefault(); say(panel, "again"); });
  for (const dial of panel.querySelectorAll(".dial")) {
    const field = dial.querySelector("input[type=number]"), slider = dial.querySelector("input[type=range]");
    slider?.addEventListener("input", () => { field.value = valueAt(slider); showDial(dial); });
    field.addEventListener("input", () => showDial(dial));
    dial.querySelector(".reset")?.addEventListener("click", () => { const one = resetDial(dial); one.focus(); say(one, "input"); });
    showDial(dial);
  }
  document.getElementById("reset-all")?.addEventListener("click", () => {
    panel.querySelectorAll(".dial.changed").forEach(resetDial);
    say(panel, "again");
  });
  const find = document.getElementById("find-dial");
  find?.addEventListener("input", event => {
    event.stopPropagation();
    const wanted = find.value.toLowerCase().trim();
    for (const dial of panel.querySelectorAll(".dial")) dial.hidden = !dial.textContent.toLowerCase().includes(wanted);
  });
  const slider = document.getElementById("at-slider");
  if (slider) setUpTime(slider);
  if (document.getElementById("ask")) setUpQuestions();
}

// --- two variants: a row more for each parameter that is to differ -----------------------

const pairs = document.getElementById("pairs"), another = document.getElementById("add-pair");
if (pairs && another) {
  another.removeAttribute("name");
  another.addEventListener("input", event => {
    event.stopPropagation();
    const chosen = another.selectedOptions[0];
    if (!chosen.value) return;
    const row = document.createElement("tr");
    row.dataset.base = chosen.dataset.base;
    const head = Object.assign(document.createElement("th"), { scope: "row", textContent: chosen.textContent + " " });
    head.append(Object.assign(document.createElement("span"), { className: "soft", textContent: chosen.dataset.base }));
    row.append(head);
    for (const side of ["a", "b"]) {
      const field = Object.assign(document.createElement("input"), { type: "number", step: "any", name: `${side}.p.${chosen.value}`, value: chosen.dataset.base });
      field.setAttribute("aria-label", `${chosen.textContent} in ${side.toUpperCase()}`);
      const cell = document.createElement("td");
      cell.append(field);
      row.append(cell);
    }
    pairs.append(row);
    chosen.remove();
    row.querySelectorAll("input")[1].focus();
  });
}

// What is as it stands is not sent: addresses stay short.
document.addEventListener("htmx:configRequest", event => {
  if (!panel) return;
  for (const dial of panel.querySelectorAll(".dial:not(.changed)")) {
    delete event.detail.parameters[dial.querySelector("input[type=number]").name];
  }
});

// Links to other pages of the scenario take the present settings along.
document.addEventListener("click", event => {
  const link = event.target.closest("a[data-keep-query]");
  if (link) link.search = location.search;
});

// A job is let go; whoever asks how far it is hears of it.
document.addEventListener("click", event => {
  const button = event.target.closest("[data-stop]");
  if (!button) return;
  button.disabled = true;
  fetch(button.dataset.stop, { method: "POST" }).catch(() => { button.disabled = false; });
});

// The server may be gone: say so, instead of showing old answers for new ones.
document.addEventListener("htmx:sendError", () => {
  document.getElementById("trouble").textContent =
    "The workbench does not answer: it may have been ended. Start it again in the terminal, and load the page again.";
});
document.addEventListener("htmx:afterOnLoad", event => {
  if (event.detail.xhr.status < 400) document.getElementById("trouble").replaceChildren();
});
