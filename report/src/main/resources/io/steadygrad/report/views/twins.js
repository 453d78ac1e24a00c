/* Runs of the same seed on two sides (two runs of a study; a method and the baseline): A above, B below, a line between the two. Filled: met the target; ring: missed it; a cross in
   the gutter: diverged. row.runs: [seed, value A, status A, reached A, value B, status B, reached B] */
steady.views.twins = function (row, theme, pair, letters) {
  var h = steady.h, width = 330, height = 40, gutter = 30, inner = width - gutter, ys = [11, 29], colors = pair || [theme.colors[0], theme.colors[1]], names = letters || ['A', 'B'];
  var values = [];
  row.runs.forEach(function (r) { [r[1], r[4]].forEach(function (v) { if (v !== null) values.push(v); }); });
  var scale = row.scale || steady.scale(values, row.bound), x = function (v) { return 18 + (inner - 24) * scale.of(v); }, parts = [], dots = [];
  ys.forEach(function (y, k) { parts.push(h('text', {x: 0, y: y + 4, 'font-size': 11, fill: colors[k], 'font-weight': 600}, names[k]), h('line', {x1: 14, x2: inner, y1: y, y2: y, stroke: theme.faint})); });
  if (row.bound !== null) parts.push(h('line', {x1: x(row.bound), x2: x(row.bound), y1: 2, y2: height - 2, stroke: theme.soft, 'stroke-dasharray': '3 3'}));
  row.runs.forEach(function (r, i) {
    var at = [1, 4].map(function (k, side) { return r[k + 1] === 'diverged' ? inner + 10 + (i % 3) * 6 : r[k] === null ? null : x(r[k]); });
    if (at[0] !== null && at[1] !== null) parts.push(h('line', {x1: at[0], y1: ys[0], x2: at[1], y2: ys[1], stroke: theme.soft, 'stroke-width': 0.8, opacity: 0.7}));
    [1, 4].forEach(function (k, side) {
      if (at[side] === null) return;
      var title = h('title', {svg: true}, (names[side] ? names[side] + ', ' : '') + 'seed ' + r[0] + ': ' + (r[k + 1] === 'diverged' ? 'diverged' : row.metricWords + ' ' + steady.number(r[k], 5))), c = at[side], y = ys[side], d = 2.8;
      dots.push(r[k + 1] === 'diverged'
        ? h('path', {d: 'M' + (c - d) + ' ' + (y - d) + 'L' + (c + d) + ' ' + (y + d) + 'M' + (c + d) + ' ' + (y - d) + 'L' + (c - d) + ' ' + (y + d), stroke: theme.bad, 'stroke-width': 1.6, 'class': 'diverged'}, title)
        : h('circle', {cx: c, cy: y, r: 3.6, fill: r[k + 2] || !row.hasTarget ? colors[side] : theme.paper, stroke: colors[side], 'stroke-width': 1.4, 'class': 'run'}, title));
    });
  });

  return h('svg', {viewBox: '0 0 ' + width + ' ' + height, role: 'img', 'aria-label': steady.plural(row.runs.length, 'pair') + ' of runs of the same seed, ' + row.metricWords + ' from ' + steady.number(scale.low) + ' to ' + steady.number(scale.high)}, parts, dots);
};
/* The axis above a column of them, which share a scale. */
steady.views.twinsAxis = function (scale, theme) {
  var h = steady.h;
  return h('svg', {viewBox: '0 0 330 20', 'aria-hidden': true}, steady.ticks(scale).map(function (tick) {
    var x = 18 + 276 * scale.of(tick);
    return [h('line', {x1: x, x2: x, y1: 15, y2: 19, stroke: theme.soft}), h('text', {x: x, y: 12, 'text-anchor': 'middle', 'font-size': 12, fill: theme.soft}, steady.number(tick))];
  }), h('text', {x: 330, y: 12, 'text-anchor': 'end', 'font-size': 12, fill: theme.bad}, 'div.'));
};
