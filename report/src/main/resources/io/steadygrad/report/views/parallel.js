/* Parallel coordinates: every configuration a line through its hyperparameters to its success rate and its median; brighter is better, red: most runs
   diverged. spec: {workload, cells, axes} */
steady.views.parallel = function (spec, look) {
  var theme = look.theme, w = spec.workload, cells = spec.cells, medians = cells.map(function (c) { return c.outcome.median; }).filter(function (v) { return v !== null; });
  var goodness = function (c) { return w.hasTarget ? (c.outcome.n ? c.outcome.reached / c.outcome.n : 0) : c.outcome.n ? (c.outcome.n - c.diverged) / c.outcome.n : 0; };
  var names = spec.axes.concat([w.hasTarget ? 'success rate' : 'stayed finite']), scale = steady.scale(medians, null), log = scale.log;
  var axes = spec.axes.map(function (name, i) {
    var levels = steady.levels(cells, name);
    return {dim: i, name: steady.short(name, 22), type: 'category', data: levels.map(String), inverse: false, nameTextStyle: {color: theme.ink, fontSize: 12}, axisLabel: {color: theme.soft, fontSize: 11, formatter: function (v) { return steady.short(v, 20); }}};
  });
  axes.push({dim: spec.axes.length, name: names[spec.axes.length], min: 0, max: 1, nameTextStyle: {color: theme.ink, fontSize: 12}, axisLabel: {color: theme.soft, fontSize: 11, formatter: steady.percent}});
  axes.push({dim: spec.axes.length + 1, name: 'median ' + w.metricWords, type: log ? 'log' : 'value', min: scale.low, max: scale.high, inverse: !w.higherIsBetter, nameTextStyle: {color: theme.ink, fontSize: 12}, axisLabel: {color: theme.soft, fontSize: 11, formatter: function (v) { return steady.number(v, 2); }}});
  axes.forEach(function (a) { a.axisLine = {lineStyle: {color: theme.line, width: 1.5}}; a.axisTick = {lineStyle: {color: theme.line}}; });
  var data = cells.slice().sort(function (a, b) { return goodness(a) - goodness(b); }).map(function (c) {
    var lost = c.outcome.median === null;
    return {value: spec.axes.map(function (n) { var v = steady.factor(c, n); return v === null ? '-' : String(v); }).concat([goodness(c), lost ? (w.higherIsBetter ? scale.low : scale.high) : c.outcome.median]), lineStyle: {color: lost ? theme.bad : steady.shade(goodness(c)), type: lost ? 'dashed' : 'solid', width: 2, opacity: 0.8}};
  });
  var option = {parallelAxis: axes, parallel: {left: 60, right: 90, top: 44, height: 250, parallelAxisDefault: {nameLocation: 'end', nameGap: 16}}, series: [{type: 'parallel', data: data, smooth: false, silent: false}]};
  return {option: steady.chart(theme, option), height: 330, label: 'Parallel coordinates of ' + cells.length + ' configurations on ' + w.name + ' over ' + spec.axes.join(', ')};
};
