// data-signature="id": a field to sign in; the strokes go into that input as [[[x, y], ...], ...] on 600 by 200.
(() => {
  const start = (box) => {
    const input = document.getElementById(box.dataset.signature), canvas = box.querySelector("canvas");
    const pen = canvas.getContext("2d");
    let strokes = [], stroke = null;
    const draw = () => {
      pen.clearRect(0, 0, 600, 200);
      pen.lineWidth = 3;
      pen.lineCap = pen.lineJoin = "round";
      strokes.forEach((points) => {
        pen.beginPath();
        points.forEach(([x, y], n) => (n ? pen.lineTo(x, y) : pen.moveTo(x, y)));
        pen.stroke();
      });
    };
    const keep = () => { input.value = strokes.length ? JSON.stringify(strokes) : ""; };
    const at = (event) => {
      const area = canvas.getBoundingClientRect();
      return [Math.round((event.clientX - area.left) * 600 / area.width), Math.round((event.clientY - area.top) * 200 / area.height)];
    };
    canvas.addEventListener("pointerdown", (event) => {
      canvas.setPointerCapture(event.pointerId);
      strokes.push((stroke = [at(event)]));
    });
    canvas.addEventListener("pointermove", (event) => { if (stroke) { stroke.push(at(event)); draw(); } });
    ["pointerup", "pointercancel"].forEach((name) => canvas.addEventListener(name, () => { stroke = null; keep(); }));
    box.querySelector("button").addEventListener("click", () => { strokes = []; draw(); keep(); });
    try { strokes = JSON.parse(input.value || "[]"); } catch { strokes = []; }
    box.hidden = false;
    draw();
  };
  document.addEventListener("DOMContentLoaded", () => document.querySelectorAll("[data-signature]").forEach(start));
})();
