/* Small pictures of a comparison: success rates with Wilson bars, and the probability of improvement. */
steady.views.bars = {width: 120, height: 40};
/* Two intervals on a scale from 0 to 1: the method above, the baseline below. ends: [{value, low, high, color, name}] */
steady.views.intervals = function (ends, middle, theme, label) {
  var h = steady.h, S = steady.views.bars, x = function (v) { return 5 + (S.width - 10) * v; }, pitch = (S.height - 12) / ends.length;
  var parts = [h('line', {x1: x(0), x2: x(1), y1: S.height - 9, y2: S.height - 9, stroke: theme.line})].concat([0, 0.5, 1].map(function (t) {
    return [h('line', {x1: x(t), x2: x(t), y1: S.height - 11, y2: S.height - 7, stroke: theme.line}), h('text', {x: x(t), y: S.height, 'font-size': 8, 'text-anchor': t === 0 ? 'start' : t === 1 ? 'end' : 'middle', fill: theme.soft}, t === 0.5 ? '.5' : String(t))];
  }));
  if (middle) parts.push(h('line', {x1: x(0.5), x2: x(0.5), y1: 0, y2: S.height - 9, stroke: theme.soft, 'stroke-dasharray': '3 2'}));
  ends.forEach(function (e, i) {
    if (!e || e.value === null) return;
    var y = (i + 0.5) * pitch;
    if (e.low !== null && e.high !== null) parts.push(h('line', {x1: x(e.low), x2: x(e.high), y1: y, y2: y, stroke: e.color, 'stroke-width': 4, opacity: 0.4, 'stroke-linecap': 'round'}));
    parts.push(h('circle', {cx: x(e.value), cy: y, r: 3.6, fill: e.color}, h('title', {svg: true}, e.name + ': ' + steady.number(e.value) + (e.low === null ? '' : ' [' + steady.number(e.low) + ', ' + steady.number(e.high) + ']'))));
  });
  return h('svg', {viewBox: '0 0 ' + S.width + ' ' + S.height, role: 'img', 'aria-label': label}, parts);
};
/* Critical-difference diagram: mean ranks on a line, best at the left; a bar joins methods that do not differ significantly. */
steady.views.ranking = function (ranking, width, theme, colorOf) {
  var h = steady.h, methods = ranking.methods, n = methods.length, left = Math.ceil(n / 2), side = Math.min(200, width * 0.27), from = side, to = width - side;
  var x = function (rank) { return n < 2 ? from : from + (to - from) * (rank - 1) / (n - 1); };
  var axis = 46, bars = ranking.groups.length, first = axis + 16 + 8 * bars, pitch = 20, height = first + pitch * left + 8, parts = [];
  parts.push(h('line', {x1: from, x2: to, y1: axis, y2: axis, stroke: theme.soft, 'stroke-width': 1.2}));
  for (var r = 1; r <= n; r++) parts.push(h('line', {x1: x(r), x2: x(r), y1: axis - 5, y2: axis, stroke: theme.soft}), h('text', {x: x(r), y: axis - 9, 'font-size': 11, 'text-anchor': 'middle', fill: theme.soft}, r));
  parts.push(h('text', {x: from - 10, y: axis - 9, 'font-size': 11, 'text-anchor': 'end', fill: theme.soft}, 'mean rank, 1 is best'));
  if (ranking.criticalDifference !== null && n > 1) {
    var length = (to - from) * ranking.criticalDifference / (n - 1), shown = Math.min(length, to - from);
    parts.push(h('line', {x1: from, x2: from + shown, y1: 14, y2: 14, stroke: theme.ink, 'stroke-width': 2}), h('line', {x1: from, x2: from, y1: 10, y2: 18, stroke: theme.ink, 'stroke-width': 2}));
    if (shown === length) parts.push(h('line', {x1: from + shown, x2: from + shown, y1: 10, y2: 18, stroke: theme.ink, 'stroke-width': 2}));
    parts.push(h('text', {x: from - 10, y: 18, 'font-size': 11, 'text-anchor': 'end', fill: theme.ink}, 'CD = ' + steady.number(ranking.criticalDifference) + (shown < length ? ' →' : '')));
  }
  ranking.groups.forEach(function (group, i) {
    var ranks = methods.filter(function (m) { return group.indexOf(m.method) >= 0; }).map(function (m) { return m.meanRank; });
    parts.push(h('line', {x1: x(Math.min.apply(null, ranks)) - 4, x2: x(Math.max.apply(null, ranks)) + 4, y1: axis + 10 + 8 * i, y2: axis + 10 + 8 * i, stroke: theme.ink, 'stroke-width': 4, 'stroke-linecap': 'round', 'class': 'group'}));
  });
  methods.forEach(function (m, i) {
    var isLeft = i < left, row = isLeft ? i : n - 1 - i, y = first + pitch * row + 6, px = x(m.meanRank), color = colorOf(m.method), end = isLeft ? from - 8 : to + 8;
    parts.push(h('path', {d: 'M' + px + ' ' + axis + 'L' + px + ' ' + y + 'L' + end + ' ' + y, fill: 'none', stroke: color, 'stroke-width': 1.4}), h('circle', {cx: px, cy: axis, r: 4, fill: color}),
      h('text', {x: isLeft ? end - 5 : end + 5, y: y + 4, 'font-size': 12, 'text-anchor': isLeft ? 'end' : 'start', fill: theme.ink}, steady.short(m.method, Math.floor(side / 7) - 5) + '  ' + m.meanRank.toFixed(2), h('title', {svg: true}, m.method)));
  });
  return h('svg', {viewBox: '0 0 ' + width + ' ' + height, role: 'img', 'class': 'ranking', 'aria-label': 'Critical-difference diagram: ' + methods.map(function (m) { return m.method + ' ' + m.meanRank.toFixed(2); }).join(', ')}, parts);
};
/* Dolan and More: the share of problems that a method solves within a factor of the fastest. spec: {profile, methods} */
steady.views.profile = function (spec, look) {
  var theme = look.theme, p = spec.profile, last = p.ratios[p.ratios.length - 1], high = Math.max(2, last * 1.08), top = 34 + 20 * Math.floor(p.methods.reduce(function (s, m) { return s + 44 + 7 * m.method.length; }, 0) / look.width);
  var series = p.methods.map(function (m) {
    var k = spec.methods.indexOf(m.method);
    k = k < 0 ? spec.methods.findIndex(function (name) { return m.method.indexOf(name) === 0; }) : k;
    return {name: m.method, type: 'line', step: 'end', showSymbol: false, data: p.ratios.map(function (r, i) { return [r, m.shares[i]]; }).concat([[high, m.shares[m.shares.length - 1]]]), lineStyle: {color: steady.color(k, theme), type: steady.dash(k), width: 2}, itemStyle: {color: steady.color(k, theme)}};
  });
  var option = {
    grid: {left: 70, right: 16, top: top, height: 260, outerBoundsMode: 'none'},
    legend: {top: 0, left: 0, right: 0, textStyle: {color: theme.ink, fontSize: 12}, data: p.methods.map(function (m) { return m.method; })},
    tooltip: {trigger: 'axis', formatter: function (items) { return items.length ? 'within ' + steady.number(items[0].value[0]) + ' × the fewest ' + p.cost + items.map(function (i) { return '\n' + i.seriesName + ': ' + steady.percent(i.value[1]); }).join('') : ''; }},
    xAxis: steady.axis(theme, {type: high < 4 ? 'value' : 'log', logBase: 2, min: 1, max: high, name: p.cost + ', as a factor of the fastest method\u2019s', nameLocation: 'middle', nameGap: 28, axisLabel: {formatter: function (v) { return v === high ? '' : steady.number(v) + '×'; }}}),
    yAxis: steady.axis(theme, {type: 'value', min: 0, max: 1, name: 'share of problems solved', nameLocation: 'middle', nameGap: 46, axisLabel: {formatter: steady.percent}}),
    series: series
  };
  return {option: steady.chart(theme, option), height: top + 320, label: 'Performance profile: ' + p.text};
};
/* The metric over learning rates, a panel per method: every run a dot, medians joined, diverged runs as crosses at the worse edge; the usable stretch as
   a bar below, the frontier of divergence as a dashed line. spec: {scans, methods}; the scans of one workload and metric */
steady.views.rates = function (spec, look) {
  var theme = look.theme, w = spec.scans[0], hasTarget = w.bound !== null, values = [], rates = [];
  spec.scans.forEach(function (s) { s.rates.forEach(function (r) { rates.push(r[0]); if (r[4] !== null && isFinite(r[4])) values.push(r[4]); r[5].forEach(function (run) { if (run[1] !== null && run[2] !== 'diverged') values.push(run[1]); }); }); });
  var scale = steady.scale(values, w.bound), low = Math.min.apply(null, rates) / 1.6, high = Math.max.apply(null, rates) * 1.6;
  var columns = Math.max(1, Math.min(spec.scans.length, Math.floor(look.width / 250), 4)), rows = Math.ceil(spec.scans.length / columns), wide = (look.width - 58) / columns, tall = 150, pitch = tall + 84;
  var edge = w.higherIsBetter ? scale.low : scale.high, grids = [], xs = [], ys = [], series = [], titles = [];
  spec.scans.forEach(function (s, i) {
    var column = i % columns, row = Math.floor(i / columns), left = 58 + wide * column, k = spec.methods.indexOf(s.method), color = steady.color(k, theme), dots = [], lost = [], medians = [];
    grids.push({left: left, width: wide - 18, top: 26 + pitch * row, height: tall, outerBoundsMode: 'none'});
    titles.push({text: steady.short(s.label + (s.several ? ' · ' + s.optimizer : ''), Math.floor((wide - 18) / 6.6)), left: left, top: 4 + pitch * row, textStyle: {color: theme.ink, fontSize: 12, fontWeight: 600}});
    xs.push(steady.axis(theme, {type: 'log', gridIndex: i, min: low, max: high, axisLine: {onZero: false, lineStyle: {color: theme.line}}, splitLine: {show: false}, name: row === rows - 1 || i + columns >= spec.scans.length ? 'learning rate' : '', nameLocation: 'middle', nameGap: 46, axisLabel: {formatter: function (v) { return v === low || v === high ? '' : steady.logTick(v); }}}));
    ys.push(steady.axis(theme, {type: scale.log ? 'log' : 'value', gridIndex: i, min: scale.low, max: scale.high, name: column ? '' : w.metricWords, nameLocation: 'middle', nameGap: 44, nameMoveOverlap: false, axisLabel: {show: !column, formatter: scale.log ? steady.logTick : function (v) { return v === scale.low || v === scale.high ? '' : steady.number(v); }}}));
    s.rates.forEach(function (r) {
      var spread = function (j, n) { return r[0] * Math.pow(1.12, n < 2 ? 0 : 2 * (j * 7 % n) / (n - 1) - 1); };
      r[5].forEach(function (run, j, all) {
        if (run[2] === 'diverged') lost.push({value: [spread(j, all.length), edge], seed: run[0], rate: r[0]});
        else if (run[1] !== null) dots.push({value: [spread(j, all.length), run[1]], seed: run[0], rate: r[0], itemStyle: run[3] || !hasTarget ? undefined : {color: theme.paper, borderColor: color, borderWidth: 1.3}});
      });
      medians.push([r[0], r[4]]);
    });
    var lines = w.bound === null ? [] : [{yAxis: w.bound, lineStyle: {color: theme.soft, type: 'dashed'}}];
    if (s.halfDiverged !== null && isFinite(s.halfDiverged)) lines.push({xAxis: s.halfDiverged, lineStyle: {color: theme.bad, type: 'dashed', width: 1.4}});
    var say = function (at) { return s.label + ', rate ' + steady.number(at.data.rate) + ', seed ' + at.data.seed + '\n' + (at.seriesName === 'diverged' ? 'diverged' : w.metricWords + ' ' + steady.number(at.value[1], 4)); };
    series.push(
      {type: 'line', xAxisIndex: i, yAxisIndex: i, data: medians, showSymbol: false, connectNulls: false, lineStyle: {color: color, width: 2}, itemStyle: {color: color}, silent: true, z: 2, markLine: {silent: true, symbol: 'none', label: {show: false}, data: lines}},
      {type: 'scatter', xAxisIndex: i, yAxisIndex: i, data: dots, symbolSize: 6, itemStyle: {color: color, opacity: 0.85}, tooltip: {formatter: say}, z: 3},
      {name: 'diverged', type: 'scatter', xAxisIndex: i, yAxisIndex: i, data: lost, symbol: 'path://M0 2L2 0L6 4L10 0L12 2L8 6L12 10L10 12L6 8L2 12L0 10L4 6Z', symbolSize: 8, clip: false, itemStyle: {color: theme.bad}, tooltip: {formatter: say}, z: 4});
    if (s.usable && s.usable.low !== null) series.push({type: 'custom', xAxisIndex: i, yAxisIndex: i, clip: false, silent: true, data: [[s.usable.low, scale.low, s.usable.high]], renderItem: function (params, api) {
      var box = params.coordSys, a = api.coord([api.value(0), scale.low])[0], b = api.coord([api.value(2), scale.low])[0], y = box.y + box.height + 24;
      return {type: 'group', children: [{type: 'line', shape: {x1: a, x2: Math.max(b, a + 1), y1: y, y2: y}, style: {stroke: color, lineWidth: 5, lineCap: 'round', opacity: 0.6}}, {type: 'text', x: (a + b) / 2, y: y + 6, style: {text: (s.usable.openLow || s.usable.openHigh ? '≥ ' : '') + steady.number(s.usable.decades, 2) + ' decades', fill: theme.soft, fontSize: 10, textAlign: 'center'}}]};
    }});
  });
  var option = {grid: grids, title: titles, tooltip: {trigger: 'item'}, xAxis: xs, yAxis: ys, series: series};
  return {option: steady.chart(theme, option), height: 26 + pitch * rows + 6, label: w.metricWords + ' over learning rates on ' + w.workload + ': ' + spec.scans.map(function (s) { return s.text; }).join('; ')};
};
