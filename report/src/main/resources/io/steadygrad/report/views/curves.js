/* A quantity over steps: per method every run (thin), the median over seeds (thick) and the band between the quartiles.
   spec: {workload, quantity, name, cells: [{label, color, dash, curve}], scale: 'auto' | 'log' | 'linear', overlay, bound};
   curve.marks are steps that a claim speaks of: a dashed line, and a ring at the median there;
   'auto' is logarithmic for a loss that spans more than a decade. */
steady.views.curves = function (spec, look) {
  var theme = look.theme, cells = spec.cells.filter(function (c) { return c.curve; });
  var columns = spec.overlay ? 1 : Math.max(1, Math.min(cells.length, Math.floor(look.width / (look.width < 600 ? 165 : 230))));
  var rows = spec.overlay ? 1 : Math.ceil(cells.length / columns);
  var legend = spec.overlay ? 26 + 20 * Math.ceil(cells.length * 150 / look.width) : 0;
  var left = 58, panel = spec.overlay ? 330 : look.width < 600 ? 118 : 138, gapX = 14, gapY = 40, top = spec.overlay ? 12 : 26;
  var wide = (look.width - left - 14 - gapX * (columns - 1)) / columns;
  var height = top + rows * panel + (rows - 1) * gapY + 46 + legend;
  var finite = [], firsts = [], last = 1, log = spec.scale === 'log';
  cells.forEach(function (c) {
    c.curve.runs.forEach(function (run) {
      run.value.forEach(function (v) { if (v !== null && (!log || v > 0)) finite.push(v); });
      if (run.value.length) { last = Math.max(last, run.step[run.step.length - 1]); firsts.push(run.value[0]); }
    });
  });
  firsts = firsts.filter(function (v) { return v !== null; }).sort(function (a, b) { return a - b; });
  if (spec.scale === 'auto' && spec.quantity.indexOf('loss') >= 0) {
    var positive = finite.filter(function (v) { return v > 0; });
    log = positive.length > 0 && Math.max.apply(null, ends(positive)) / Math.min.apply(null, ends(positive)) > 10;
    if (log) finite = positive;
  }
  var low = finite.length ? finite.reduce(function (a, b) { return Math.min(a, b); }) : 0, high = finite.length ? finite.reduce(function (a, b) { return Math.max(a, b); }) : 1;
  /* A run that explodes must not flatten the others: it leaves the plot at the top. */
  var usual = firsts.length ? Math.abs(firsts[Math.floor(firsts.length / 2)]) || 1 : 1;
  var ceiling = log ? usual * 1e3 : usual * 4;
  if (spec.quantity !== 'loss' || high < ceiling) ceiling = high;
  if (spec.bound !== null && spec.bound !== undefined) { low = Math.min(low, spec.bound); ceiling = Math.max(ceiling, spec.bound); }
  if (log) { low = Math.max(low, ceiling * 1e-12); low = Math.pow(10, Math.floor(Math.log10(low) * 4) / 4); ceiling = Math.pow(10, Math.ceil(Math.log10(ceiling) * 4 + 0.01) / 4); }
  else { var pad = 0.05 * (ceiling - low || 1); low -= low >= 0 && low - pad < 0 ? low : pad; ceiling += pad; }
  var clean = function (v) { return v === null || (log && v <= 0) ? null : v; };
  var marked = [];
  cells.forEach(function (c) { (c.curve.marks || []).forEach(function (m) { if (marked.indexOf(m.step) < 0) marked.push(m.step); }); });
  var option = {grid: [], xAxis: [], yAxis: [], series: [], title: [], tooltip: {trigger: 'item'}};
  var panels = spec.overlay ? [cells] : cells.map(function (c) { return [c]; });
  panels.forEach(function (inside, p) {
    var column = p % columns, row = Math.floor(p / columns), x = left + column * (wide + gapX), y = top + row * (panel + gapY);
    var bottom = row === rows - 1 || p + columns >= panels.length;
    option.grid.push({left: x, top: y, width: wide, height: panel, outerBoundsMode: 'none', show: true, borderColor: theme.faint, backgroundColor: 'transparent'});
    option.xAxis.push(steady.axis(theme, {gridIndex: p, type: 'value', min: 0, max: last, splitNumber: spec.overlay ? 8 : 3, splitLine: {show: false}, name: bottom ? 'step' : '', nameLocation: 'middle', nameGap: 24, axisLabel: {show: bottom, formatter: steady.whole, alignMinLabel: 'left', alignMaxLabel: 'right'}}));
    option.yAxis.push(steady.axis(theme, {gridIndex: p, type: log ? 'log' : 'value', min: low, max: ceiling, name: column === 0 && row === Math.floor((rows - 1) / 2) ? spec.name : '', nameLocation: 'middle', nameGap: 42, splitLine: {lineStyle: {color: theme.faint}}, axisLabel: {show: column === 0, formatter: log ? steady.logTick : function (v) { return v === low || v === ceiling ? '' : steady.number(v); }}}));
    if (!spec.overlay) {
      option.title.push({text: steady.short(inside[0].label, Math.floor(wide / 6.6)), left: x, top: y - 21, padding: 0, textStyle: {fontSize: 12, fontWeight: 600, color: inside[0].color}});
      cells.forEach(function (c) {
        if (c !== inside[0]) option.series.push({type: 'line', xAxisIndex: p, yAxisIndex: p, silent: true, showSymbol: false, clip: true, z: 1, lineStyle: {width: 1, color: theme.ghost, opacity: 0.75}, data: points(c.curve.step, c.curve.median)});
      });
    }
    if (marked.length) option.series.push({type: 'line', xAxisIndex: p, yAxisIndex: p, silent: true, showSymbol: false, z: 5, data: [],
      markLine: {silent: true, symbol: 'none', label: {show: false}, lineStyle: {color: theme.soft, type: 'dashed', width: 1}, data: marked.map(function (s) { return {xAxis: s}; })}});
    if (marked.length) option.series.push({type: 'scatter', xAxisIndex: p, yAxisIndex: p, silent: true, symbolSize: 0, z: 7, data: marked.map(function (s) { return stepLabel(inside, s); })});
    inside.forEach(function (c) {
      var at = (c.curve.marks || []).filter(function (m) { return clean(m.median) !== null && m.median >= low && m.median <= ceiling; });
      if (at.length) option.series.push({name: c.label, type: 'scatter', xAxisIndex: p, yAxisIndex: p, z: 6, symbol: 'circle', symbolSize: 7, itemStyle: {color: theme.paper, borderColor: c.color, borderWidth: 1.8}, data: at.map(function (m) { return [m.step, m.median]; }),
        tooltip: {formatter: function (on) { return c.label + '\nat step ' + steady.whole(on.value[0]) + ' exactly: median ' + spec.name + ' ' + steady.number(on.value[1], 4); }}});
      option.series.push(band(c, p));
      if (!spec.overlay) c.curve.runs.forEach(function (run) {
        option.series.push({type: 'line', xAxisIndex: p, yAxisIndex: p, silent: true, showSymbol: false, clip: true, z: 3, lineStyle: {width: 0.8, color: c.color, opacity: 0.45}, data: points(run.step, run.value)});
      });
      option.series.push({name: c.label, type: 'line', xAxisIndex: p, yAxisIndex: p, showSymbol: false, triggerLineEvent: true, clip: true, z: 4, itemStyle: {color: c.color}, emphasis: {focus: spec.overlay ? 'series' : 'none', lineStyle: {width: 3}}, lineStyle: {width: 2.2, color: c.color, type: c.dash}, data: points(c.curve.step, c.curve.median),
        tooltip: {formatter: function (at) { return c.label + (at.value ? '\nstep ' + steady.whole(at.value[0]) + ': median ' + spec.name + ' ' + steady.number(at.value[1], 4) : ''); }},
        markLine: spec.bound === null || spec.bound === undefined || (spec.overlay && c !== cells[0]) ? undefined : {silent: true, symbol: 'none', label: {show: false}, lineStyle: {color: theme.soft, type: 'dashed', width: 1}, data: [{yAxis: spec.bound}]}});
      var ends = c.curve.runs.filter(function (r) { return r.status === 'diverged' && r.step.length; }).map(function (r) {
        var value = r.value.filter(function (v) { return v !== null; }).pop();
        return {value: [r.step[r.step.length - 1], Math.min(ceiling, Math.max(low, value === undefined ? ceiling : value))], seed: r.seed};
      });
      if (ends.length) option.series.push({name: c.label, type: 'scatter', xAxisIndex: p, yAxisIndex: p, z: 6, clip: false, symbol: 'path://M0 2L2 0L6 4L10 0L12 2L8 6L12 10L10 12L6 8L2 12L0 10L4 6Z', symbolSize: 9, itemStyle: {color: theme.bad}, data: ends,
        tooltip: {formatter: function (at) { return c.label + ', seed ' + at.data.seed + '\ndiverged at step ' + steady.whole(at.value[0]); }}});
    });
  });
  if (spec.overlay) option.legend = {bottom: 0, left: 10, right: 10, itemWidth: 22, textStyle: {color: theme.ink, fontSize: 12}, data: cells.map(function (c) { return c.label; })};
  function ends(values) { return [values.reduce(function (a, b) { return Math.min(a, b); }), values.reduce(function (a, b) { return Math.max(a, b); })]; }
  function points(steps, values) { return steps.map(function (s, i) { return [s, clean(values[i])]; }); }
  function stepLabel(inside, s) {
    var here = spec.overlay ? null : (inside[0].curve.marks || []).find(function (m) { return m.step === s; }), early = s < 0.6 * last;
    return {value: [s, ceiling], label: {show: true, position: early ? 'right' : 'left', offset: [early ? 1 : -1, 8], color: theme.ink, fontSize: 11, textBorderColor: theme.paper, textBorderWidth: 3,
      formatter: 'step ' + steady.whole(s) + (here && here.median !== null ? ': ' + steady.number(here.median) : '')}};
  }
  function band(c, p) {
    var curve = c.curve, shown = [];
    curve.step.forEach(function (s, i) {
      var a = clean(curve.low[i]), b = clean(curve.high[i]);
      if (curve.low[i] === null && curve.high[i] === null) return;
      shown.push([s, a === null ? low : Math.max(low, a), b === null ? (curve.high[i] === null ? ceiling : low) : Math.min(ceiling, b)]);
    });
    return {type: 'custom', xAxisIndex: p, yAxisIndex: p, silent: true, clip: true, z: 2, data: shown.length > 1 ? [[shown[0][0], low]] : [], renderItem: function (params, api) {
      var up = [], down = [];
      shown.forEach(function (s) { down.push(api.coord([s[0], Math.min(s[1], ceiling)])); up.push(api.coord([s[0], Math.max(s[2], low)])); });
      return {type: 'polygon', shape: {points: up.concat(down.reverse())}, style: {fill: c.color, opacity: spec.overlay ? 0.1 : 0.2}};
    }};
  }
  return {option: steady.chart(theme, option), height: height, label: spec.name + ' over training steps on ' + spec.workload + ' for ' + cells.map(function (c) { return c.label; }).join(', ') + (marked.length ? '; marked: step ' + marked.join(', ') : '')};
};
