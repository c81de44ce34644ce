// Charts: each is a specification inside the page, drawn by Vega without evaluating code.
"use strict";

// Vega is large, and comes while the page is in use already.
const ready = new Promise((resolve, reject) => {
  if (window.vegaEmbed) resolve();
  document.getElementById("vega").addEventListener("load", resolve);
  document.getElementById("vega").addEventListener("error", () => reject(new Error("Vega did not come")));
});

async function draw(place) {
  const source = place.querySelector("script[type='application/json']");
  if (!source || place.dataset.drawn) return;
  place.dataset.drawn = "yes";
  const spec = JSON.parse(source.textContent);
  const canvas = document.createElement("div");
  place.append(canvas);
  try {
    await ready;
    await vegaEmbed(canvas, spec, { ast: true, actions: false, renderer: "svg", defaultStyle: false, tooltip: false, mode: "vega-lite" });
    const svg = canvas.querySelector("svg");
    if (svg) { svg.setAttribute("aria-hidden", "true"); svg.removeAttribute("role"); }
    if (place.scrollWidth > place.clientWidth) place.tabIndex = 0; // to be moved with the keyboard in a small window
    document.dispatchEvent(new CustomEvent("drawn", { detail: place }));
  } catch (error) {
    canvas.textContent = "The picture could not be drawn; its numbers are below.";
    place.closest("figure")?.querySelector("details")?.setAttribute("open", "");
    console.error(error);
  }
}

function drawAll(root) {
  for (const place of root.querySelectorAll("[data-chart]")) draw(place);
}

document.addEventListener("htmx:afterSwap", event => drawAll(event.detail.elt ?? document));
drawAll(document);
