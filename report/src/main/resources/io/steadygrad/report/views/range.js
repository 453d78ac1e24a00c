/* Learning-rate range test: the loss while the rate grows; the rates that it suggests and the limits from the sharpness as lines. spec: {workload, range, sharpness} */
steady.views.range = function (spec, look) {
  var theme = look.theme, r = spec.range, marks = [], values = r.smoothed.concat(r.loss).filter(function (v) { return v !== null && isFinite(v); }), first = values.length ? r.loss[0] : 1;
  var low = values.reduce(function (a, b) { return Math.min(a, b); }, Infinity), high = Math.min(values.reduce(function (a, b) { return Math.max(a, b); }, -Infinity), low + 4 * Math.max(Math.abs(first - low), 1e-12) + Math.abs(low)), log = low > 0 && high / low > 100;
  var rates = r.rate.filter(function (v) { return v > 0; }), from = Math.min.apply(null, rates), to = Math.max.apply(null, rates);
  function mark(rate, name, color, line) { if (rate !== null && rate !== undefined && rate >= from && rate <= to) marks.push({xAxis: rate, name: name, lineStyle: {color: color, type: line, width: 1.5}, label: {show: true, formatter: name, color: color, fontSize: 11, position: 'end', distance: [0, 2 + 14 * (marks.length % 4)]}}); }
  mark(r.steepestRate, 'steepest', theme.colors[2], 'solid');
  mark(r.lowestRate, 'lowest', theme.soft, 'dotted');
  mark(r.divergenceRate, 'lost', theme.bad, 'dashed');
  if (spec.sharpness && spec.sharpness.initial && spec.sharpness.initial.limits) mark(spec.sharpness.initial.limits.sgd, '2/λ at the start', theme.colors[3], 'dashed');
  var cut = function (list) { return r.rate.map(function (rate, i) { var v = list[i]; return [rate, v === null || v === undefined ? null : log && v <= 0 ? null : v]; }); };
  var option = {
    grid: {left: 62, right: 16, top: 70, height: 190, outerBoundsMode: 'none'},
    tooltip: {trigger: 'axis', formatter: function (items) { return items.length ? 'rate ' + steady.number(items[0].value[0]) + items.map(function (i) { return '\n' + i.seriesName + ' ' + steady.number(i.value[1], 4); }).join('') : ''; }},
    xAxis: steady.axis(theme, {type: 'log', min: from, max: to, name: 'learning rate', nameLocation: 'middle', nameGap: 28, axisLine: {onZero: false, lineStyle: {color: theme.line}}, splitLine: {show: false}, axisLabel: {formatter: steady.logTick}}),
    yAxis: steady.axis(theme, {type: log ? 'log' : 'value', min: log ? low : Math.min(low, 0 > low ? low : 0), max: high, name: 'training loss', nameLocation: 'middle', nameGap: 46, axisLabel: {formatter: log ? steady.logTick : function (v) { return steady.number(v); }}}),
    series: [
      {name: 'loss', type: 'line', showSymbol: false, data: cut(r.loss), lineStyle: {color: theme.colors[0], width: 0.8, opacity: 0.6}, itemStyle: {color: theme.colors[0]}, markLine: {silent: true, symbol: 'none', data: marks}},
      {name: 'smoothed', type: 'line', showSymbol: false, data: cut(r.smoothed), lineStyle: {color: theme.colors[0], width: 2.2}, itemStyle: {color: theme.colors[0]}}]
  };
  return {option: steady.chart(theme, option), height: 316, label: 'Learning-rate range test on ' + spec.workload + (r.steepestRate !== null ? ': the loss falls fastest at ' + steady.number(r.steepestRate) : '') + (r.divergenceRate !== null ? ', it is lost from ' + steady.number(r.divergenceRate) + ' on' : '')};
};
