/* Final metric of every run by method (rows) and the levels of one factor (colours), with medians as bars.
   spec: {workload, cells, factor} */
steady.views.groups = function (spec, look) {
  var theme = look.theme, w = spec.workload, rows = [], level = function (c) { return spec.factor === 'optimizer' ? c.family : steady.factor(c, spec.factor); }, levels = [];
  spec.cells.forEach(function (c) {
    if (rows.indexOf(c.label) < 0) rows.push(c.label);
    if (levels.indexOf(level(c)) < 0) levels.push(level(c));
  });
  var values = [];
  spec.cells.forEach(function (c) { c.runs.forEach(function (r) { if (r[1] !== null) values.push(r[1]); }); });
  var scale = steady.scale(values, w.bound), longest = rows.reduce(function (m, r) { return Math.max(m, r.length); }, 0), left = Math.min(look.width * 0.36, 20 + longest * 6.8);
  var pitch = Math.max(13, 15 - levels.length / 2), band = pitch * levels.length + 14, plot = band * rows.length, top = 30 + 20 * Math.floor(levels.join('').length * 7 / look.width + levels.length * 40 / look.width);
  var series = levels.map(function (name, k) {
    var color = steady.color(k, theme), dots = [], medians = [], lost = [];
    spec.cells.filter(function (c) { return level(c) === name; }).forEach(function (c) {
      var y = rows.indexOf(c.label) + ((k + 0.5) / levels.length - 0.5) * 0.8 * (levels.length > 1 ? 1 : 0);
      c.runs.forEach(function (r) { if (r[1] !== null && r[2] !== 'diverged') dots.push({value: [r[1], y], seed: r[0], itemStyle: r[3] || !w.hasTarget ? undefined : {color: theme.paper, borderColor: color, borderWidth: 1.4}}); });
      if (c.outcome.median !== null) medians.push([c.outcome.median, y]);
      if (c.diverged) lost.push({value: [scale.high, y], n: c.diverged, of: c.runs.length});
    });
    var say = function (at) { return rows[Math.round(at.value[1])] + ', ' + name + (at.data.seed === undefined ? '' : ', seed ' + at.data.seed) + '\n' + (at.data.n ? at.data.n + ' of ' + at.data.of + ' runs diverged' : w.metricWords + ' ' + steady.number(at.value[0], 4)); };
    return [
      {name: name, type: 'scatter', data: dots, symbolSize: 7, itemStyle: {color: color, opacity: 0.85}, tooltip: {formatter: say}, z: 3, markLine: k === 0 && w.bound !== null ? {silent: true, symbol: 'none', label: {show: false}, lineStyle: {color: theme.soft, type: 'dashed'}, data: [{xAxis: w.bound}]} : undefined},
      {type: 'scatter', data: medians, symbol: 'rect', symbolSize: [3, pitch - 1], itemStyle: {color: color}, silent: true, z: 4},
      {type: 'scatter', data: lost, symbolSize: 1, clip: false, itemStyle: {opacity: 1, color: theme.bad}, z: 5, tooltip: {formatter: say}, label: {show: true, position: 'right', color: theme.bad, fontSize: 11, formatter: function (at) { return '✕ ' + at.data.n; }}}
    ];
  });
  var option = {
    grid: {left: left, right: 42, top: top, height: plot, outerBoundsMode: 'none'},
    legend: {top: 0, left: 0, right: 0, textStyle: {color: theme.ink, fontSize: 12}, data: levels},
    tooltip: {trigger: 'item'},
    xAxis: steady.axis(theme, {axisLine: {onZero: false, lineStyle: {color: theme.line}}, type: scale.log ? 'log' : 'value', min: scale.low, max: scale.high, name: w.metricWords, nameLocation: 'middle', nameGap: 26, axisLabel: {formatter: scale.log ? steady.logTick : function (v) { return v === scale.low || v === scale.high ? '' : steady.number(v); }}}),
    yAxis: steady.axis(theme, {type: 'value', inverse: true, min: -0.5, max: rows.length - 0.5, interval: 1, axisTick: {show: false}, splitLine: {show: false}, splitArea: {show: false}, axisLabel: {show: false}}),
    series: [].concat.apply([], series)
  };
  /* Row names stand at the middle of their rows, where a value axis has no labels. */
  option.graphic = {elements: rows.map(function (name, i) {
    return {type: 'text', silent: true, x: left - 8, y: top + (i + 0.5) * band, style: {text: steady.short(name, Math.floor((left - 12) / 6.4)), fill: theme.ink, font: '12px system-ui, "Liberation Sans", sans-serif', textAlign: 'right', textVerticalAlign: 'middle'}};
  }).concat(rows.slice(1).map(function (name, i) {
    return {type: 'line', silent: true, shape: {x1: left, x2: look.width - 42, y1: top + (i + 1) * band, y2: top + (i + 1) * band}, style: {stroke: theme.faint}};
  }))};
  return {option: steady.chart(theme, option), height: top + plot + 48, label: 'Final ' + w.metricWords + ' on ' + w.name + ' by method and ' + spec.factor + ': ' + levels.join(', ')};
};
