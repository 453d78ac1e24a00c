/* When runs diverged: a row per cell that lost one, a cross per run. spec: {rows: [{label, n, failures: [...]}]} */
steady.views.failures = function (spec, look) {
  var theme = look.theme, names = spec.rows.map(function (r) { return r.label; });
  var longest = names.reduce(function (m, n) { return Math.max(m, n.length); }, 0), left = Math.min(look.width * 0.42, 20 + longest * 6.4), plot = 24 * names.length + 6, data = [];
  spec.rows.forEach(function (row, i) { row.failures.forEach(function (f) { var step = f.step === null ? f.gradientStep : f.step; if (step !== null) data.push({value: [Math.max(1, step), i], failure: f, label: row.label}); }); });
  var option = {
    grid: {left: left, right: 56, top: 6, height: plot, outerBoundsMode: 'none'},
    tooltip: {trigger: 'item', formatter: function (at) { var f = at.data.failure; return at.data.label + '\nseed ' + f.seed + ': diverged at step ' + steady.whole(at.value[0]) + (f.layer ? '\nfirst seen in ' + f.layer : ''); }},
    xAxis: steady.axis(theme, {type: 'log', min: 1, name: 'step at which the run diverged', nameLocation: 'middle', nameGap: 26, axisLabel: {formatter: steady.logTick}}),
    yAxis: [steady.axis(theme, {type: 'category', inverse: true, data: names, axisTick: {show: false}, splitLine: {show: true, lineStyle: {color: theme.faint}}, axisLabel: {color: theme.ink, interval: 0, width: left - 12, overflow: 'truncate'}}),
      steady.axis(theme, {type: 'category', inverse: true, position: 'right', data: spec.rows.map(function (r) { return r.failures.length + '/' + r.n; }), axisLine: {show: false}, axisTick: {show: false}, splitLine: {show: false}, axisLabel: {interval: 0, color: theme.bad}})],
    series: [{type: 'scatter', data: data, symbol: 'path://M0 2L2 0L6 4L10 0L12 2L8 6L12 10L10 12L6 8L2 12L0 10L4 6Z', symbolSize: 10, itemStyle: {color: theme.bad, opacity: 0.85}}, {type: 'scatter', yAxisIndex: 1, data: []}]
  };
  return {option: steady.chart(theme, option), height: plot + 50, label: 'Steps at which runs diverged: ' + spec.rows.map(function (r) { return r.label + ' ' + r.failures.length + ' of ' + r.n; }).join('; ')};
};
