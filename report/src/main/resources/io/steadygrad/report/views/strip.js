/* Every run of a cell as a dot: filled when it met the target, hollow when not, a cross in the gutter when it diverged;
   a bar for the 95 % interval of the interquartile mean, a tick for the median, a dashed line for the target. */
steady.strip = {width: 320, height: 34, gutter: 26};
steady.views.strip = function (cell, workload, scale, color, theme) {
  var S = steady.strip, h = steady.h, inner = S.width - S.gutter, middle = S.height / 2;
  var x = function (v) { return 4 + (inner - 8) * scale.of(v); };
  var parts = [h('line', {x1: 0, x2: inner, y1: middle, y2: middle, stroke: theme.faint})];
  var o = cell.outcome;
  if (o.iqmLow !== null && o.iqmHigh !== null) parts.push(h('rect', {x: x(o.iqmLow), y: middle - 5, width: Math.max(1.5, x(o.iqmHigh) - x(o.iqmLow)), height: 10, rx: 3, fill: color, opacity: 0.22}));
  if (workload.bound !== null) parts.push(h('line', {x1: x(workload.bound), x2: x(workload.bound), y1: 1, y2: S.height - 1, stroke: theme.soft, 'stroke-dasharray': '3 3'}));
  var lost = 0;
  cell.runs.forEach(function (run, i) {
    var y = middle + (cell.runs.length > 1 ? ((i * 7) % cell.runs.length / (cell.runs.length - 1) - 0.5) * 14 : 0);
    if (run[2] === 'diverged') {
      var cx = inner + 9 + (lost % 2) * 9, cy = 6 + Math.floor(lost / 2) * 7 % (S.height - 8), r = 2.8;
      lost++;
      parts.push(h('path', {d: 'M' + (cx - r) + ' ' + (cy - r) + 'L' + (cx + r) + ' ' + (cy + r) + 'M' + (cx + r) + ' ' + (cy - r) + 'L' + (cx - r) + ' ' + (cy + r), stroke: theme.bad, 'stroke-width': 1.6, 'class': 'diverged'},
        h('title', {svg: true}, 'seed ' + run[0] + ': diverged')));
    } else if (run[1] !== null) {
      var filled = run[3] || !workload.hasTarget;
      parts.push(h('circle', {cx: x(run[1]), cy: y, r: 3.6, fill: filled ? color : theme.paper, stroke: color, 'stroke-width': 1.4, 'class': 'run'},
        h('title', {svg: true}, 'seed ' + run[0] + ': ' + workload.metricWords + ' ' + steady.number(run[1], 4))));
    }
  });
  if (o.median !== null) parts.push(h('line', {x1: x(o.median), x2: x(o.median), y1: middle - 10, y2: middle + 10, stroke: theme.ink, 'stroke-width': 2.2}));
  var label = steady.plural(cell.runs.length, 'run') + ': ' + cell.runs.map(function (r) { return r[2] === 'diverged' ? 'diverged' : steady.number(r[1]); }).join(', ');
  return h('svg', {viewBox: '0 0 ' + S.width + ' ' + S.height, role: 'img', 'aria-label': label}, parts);
};
/* The axis above a column of strips. */
steady.views.stripAxis = function (workload, scale, theme) {
  var S = steady.strip, h = steady.h, inner = S.width - S.gutter;
  var marks = steady.ticks(scale).map(function (tick) {
    var x = 4 + (inner - 8) * scale.of(tick);
    return [h('line', {x1: x, x2: x, y1: 15, y2: 19, stroke: theme.soft}), h('text', {x: x, y: 12, 'text-anchor': x < 10 ? 'start' : 'middle', 'font-size': 10, fill: theme.soft}, steady.number(tick))];
  });
  return h('svg', {viewBox: '0 0 ' + S.width + ' 20', 'aria-hidden': true}, marks, h('text', {x: S.width, y: 12, 'text-anchor': 'end', 'font-size': 10, fill: theme.bad}, 'div.'));
};
