/* What varies in a study: the method, the optimizer's kind, how inputs are prepared, and every hyperparameter. */
steady.factor = function (cell, name) {
  if (name === 'method') return cell.method;
  if (name === 'optimizer') return cell.optimizer.split('(')[0];
  if (name === 'inputs') return cell.inputs || 'as given';
  var value = cell.hyperparameters[name];
  return value === undefined ? null : value;
};
steady.levels = function (cells, name) {
  var seen = [];
  cells.forEach(function (c) { var v = steady.factor(c, name); if (v !== null && seen.indexOf(v) < 0) seen.push(v); });
  var numeric = seen.every(function (v) { return v !== '' && isFinite(Number(v)); });
  return numeric ? seen.sort(function (a, b) { return a - b; }) : seen;
};
steady.factors = function (cells) {
  var names = [];
  cells.forEach(function (c) { Object.keys(c.hyperparameters).forEach(function (k) { if (names.indexOf(k) < 0) names.push(k); }); });
  return names.concat(['method', 'optimizer', 'inputs']).filter(function (name) { return steady.levels(cells, name).length > 1; });
};
/* A map over two factors. spec: {workload, cells, x, y, show: 'rate' | 'median'}; where several cells meet, their runs are pooled. */
steady.views.factors = function (spec, look) {
  var theme = look.theme, w = spec.workload, xs = steady.levels(spec.cells, spec.x), ys = steady.levels(spec.cells, spec.y), data = [], lost = [];
  xs.forEach(function (x, i) {
    ys.forEach(function (y, j) {
      var here = spec.cells.filter(function (c) { return steady.factor(c, spec.x) === x && steady.factor(c, spec.y) === y; });
      var n = 0, good = 0, diverged = 0, values = [];
      here.forEach(function (c) {
        n += c.outcome.n; good += w.hasTarget ? c.outcome.reached : c.outcome.n - c.diverged; diverged += c.diverged;
        c.runs.forEach(function (r) { if (r[2] === 'diverged' || r[1] !== null) values.push(r[2] === 'diverged' ? (w.higherIsBetter ? -Infinity : Infinity) : r[1]); });
      });
      if (!n) return;
      values.sort(function (a, b) { return a - b; });
      var middle = values.length ? (values[Math.floor((values.length - 1) / 2)] + values[Math.ceil((values.length - 1) / 2)]) / 2 : null;
      var entry = {n: n, good: good, diverged: diverged, median: middle};
      if (spec.show === 'median' && (middle === null || !isFinite(middle))) lost.push({value: [i, j, 0], entry: entry});
      else data.push({value: [i, j, spec.show === 'median' ? middle : good / n], entry: entry});
    });
  });
  var numbers = data.map(function (d) { return d.value[2]; }), low = 0, high = 1, log = false;
  if (spec.show === 'median' && numbers.length) {
    low = Math.min.apply(null, numbers); high = Math.max.apply(null, numbers);
    log = low > 0 && high / low > 100;
    if (high === low) { high += Math.abs(high) * 0.1 || 1; }
  }
  var share = function (v) { var s = log ? Math.log(v / low) / Math.log(high / low) : (v - low) / (high - low); return spec.show === 'median' && !w.higherIsBetter ? 1 - s : s; };
  data.forEach(function (d) {
    var s = share(d.value[2]);
    d.itemStyle = {color: steady.shade(s)};
    d.label = {color: steady.onShade(s)};
    d.value[3] = s;
  });
  var longest = ys.reduce(function (m, y) { return Math.max(m, String(y).length); }, 3), left = Math.min(look.width * 0.35, 40 + longest * 6.8);
  var cell = Math.max(34, Math.min(56, 340 / ys.length)), plot = cell * ys.length, wide = Math.min(look.width - left - 12, 104 * xs.length);
  var words = function (at) {
    var e = at.data.entry;
    return spec.x + ' = ' + xs[at.value[0]] + '\n' + spec.y + ' = ' + ys[at.value[1]] + '\n' + e.good + ' of ' + e.n + (w.hasTarget ? ' reached the target' : ' stayed finite') + '\n' + e.diverged + ' diverged\nmedian ' + w.metricWords + ' ' + (e.median !== null && isFinite(e.median) ? steady.number(e.median, 4) : 'none: most diverged');
  };
  var option = {
    grid: {left: left, top: 8, width: wide, height: plot, outerBoundsMode: 'none'},
    tooltip: {trigger: 'item', formatter: words},
    xAxis: steady.axis(theme, {type: 'category', data: xs, name: spec.x, nameLocation: 'middle', nameGap: 26, axisTick: {show: false}, splitLine: {show: false}, axisLabel: {interval: 0, width: wide / xs.length - 4, overflow: 'truncate'}}),
    yAxis: steady.axis(theme, {type: 'category', data: ys, name: spec.y, nameLocation: 'middle', nameGap: left - 16, axisTick: {show: false}, splitLine: {show: false}, axisLabel: {width: left - 34, overflow: 'truncate'}}),
    visualMap: {show: false, seriesIndex: 0, dimension: 3, min: 0, max: 1, inRange: {color: steady.viridis}},
    series: [
      {type: 'heatmap', data: data, itemStyle: {borderColor: theme.paper, borderWidth: 2}, label: {show: true, fontSize: 12, lineHeight: 15, formatter: function (at) { var e = at.data.entry; return spec.show === 'median' ? steady.number(e.median) : e.good + '/' + e.n + (e.diverged ? '\n✕ ' + e.diverged : ''); }}},
      {type: 'scatter', data: lost, symbol: 'rect', symbolSize: [Math.max(20, wide / xs.length - 4), cell - 4], itemStyle: {color: theme.faint, borderColor: theme.bad, borderWidth: 1.5}, label: {show: true, color: theme.bad, fontWeight: 600, formatter: '✕'}, tooltip: {formatter: words}}
    ]
  };
  return {option: steady.chart(theme, option), height: plot + 62, label: (spec.show === 'median' ? 'Median ' + w.metricWords : 'Success rate') + ' on ' + w.name + ' over ' + spec.x + ' and ' + spec.y};
};
