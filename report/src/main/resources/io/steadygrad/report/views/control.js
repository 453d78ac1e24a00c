/* Global gradient norm before and after control over steps; below, the share of steps at which the control bit. */
steady.views.control = function (picture, look) {
  var theme = look.theme, c = picture.control, before = theme.colors[1], after = theme.colors[0];
  var positive = function (series) { return series.step.map(function (s, i) { return [s, series.value[i] > 0 ? series.value[i] : null]; }); };
  var values = c.before.value.concat(c.after.value, c.threshold.value).filter(function (v) { return v > 0; });
  var low = values.length ? values.reduce(function (a, b) { return Math.min(a, b); }) : 0.1, high = values.length ? values.reduce(function (a, b) { return Math.max(a, b); }) : 10;
  low = Math.pow(10, Math.floor(Math.log10(low))); high = Math.pow(10, Math.ceil(Math.log10(high * 1.0001)));
  var last = Math.max(1, c.last), bites = c.engaged.some(function (e) { return e > 0; });
  var wide = c.engagedStep.length > 1 ? c.engagedStep[1] - c.engagedStep[0] : 1;
  var option = {
    grid: [{left: 62, right: 12, top: 30, height: 190, outerBoundsMode: 'none'}, {left: 62, right: 12, top: 236, height: 34, outerBoundsMode: 'none'}],
    legend: {top: 0, left: 50, itemWidth: 16, itemHeight: 4, icon: 'roundRect', textStyle: {color: theme.ink, fontSize: 12}, data: ['before control', 'after control'].concat(c.threshold.step.length ? ['threshold'] : [])},
    tooltip: {trigger: 'axis', axisPointer: {type: 'line', lineStyle: {color: theme.soft}}, formatter: function (items) {
      return !items.length ? '' : 'step ' + steady.whole(items[0].value[0]) + items.filter(function (i) { return i.value[1] !== null; }).map(function (i) { return '\n' + i.seriesName + ': ' + (i.seriesName === 'engaged' ? steady.percent(i.value[1]) + ' of steps' : steady.number(i.value[1], 4)); }).join('');
    }},
    xAxis: [
      steady.axis(theme, {type: 'value', min: 0, max: last, axisLabel: {show: false}, splitLine: {show: false}}),
      steady.axis(theme, {type: 'value', gridIndex: 1, min: 0, max: last, name: 'step', nameLocation: 'middle', nameGap: 24, splitLine: {show: false}, axisLabel: {formatter: steady.whole, alignMaxLabel: 'right'}})],
    yAxis: [
      steady.axis(theme, {type: 'log', min: low, max: high, name: 'gradient norm', nameLocation: 'middle', nameGap: 46, nameMoveOverlap: false, axisLabel: {formatter: steady.logTick}}),
      steady.axis(theme, {type: 'value', gridIndex: 1, min: 0, max: 1, interval: 1, name: 'bites', nameLocation: 'middle', nameGap: 46, nameMoveOverlap: false, axisLabel: {formatter: steady.percent}, splitLine: {show: false}})],
    series: [
      {name: 'before control', type: 'line', showSymbol: false, data: positive(c.before), lineStyle: {width: 1.4, color: before}, itemStyle: {color: before}, z: 2,
        markLine: c.nonFinite.length ? {silent: true, symbol: 'none', label: {show: false}, lineStyle: {color: theme.bad, width: 1.5, type: 'solid', opacity: 0.8}, data: c.nonFinite.slice(0, 40).map(function (s) { return {xAxis: s}; })} : undefined},
      {name: 'after control', type: 'line', showSymbol: false, data: positive(c.after), lineStyle: {width: 1.4, color: after}, itemStyle: {color: after}, z: 3},
      {name: 'engaged', type: 'custom', xAxisIndex: 1, yAxisIndex: 1, data: c.engagedStep.map(function (s, i) { return [s, c.engaged[i]]; }), itemStyle: {color: theme.colors[2]}, renderItem: function (params, api) {
        var at = api.coord([api.value(0), api.value(1)]), zero = api.coord([api.value(0), 0]), w = Math.max(1, api.size([wide, 0])[0] + 1.2);
        return {type: 'rect', shape: {x: at[0] - w / 2, y: at[1], width: w, height: zero[1] - at[1]}, style: {fill: theme.colors[2]}};
      }}
    ]
  };
  if (c.threshold.step.length) option.series.push({name: 'threshold', type: 'line', showSymbol: false, data: positive(c.threshold), lineStyle: {width: 1, type: 'dashed', color: theme.soft}, itemStyle: {color: theme.soft}, z: 1});
  if (c.rejected.length) {
    option.series.push({name: 'rejected step', type: 'scatter', symbol: 'triangle', symbolRotate: 180, symbolSize: 8, clip: false, itemStyle: {color: theme.bad}, data: c.rejected.map(function (s) { return [s, high]; }), tooltip: {trigger: 'item'}});
    option.legend.data.push('rejected step');
  }
  return {option: steady.chart(theme, option), height: 318, label: 'Gradient norm before and after control; ' + (bites ? 'the control engaged' : 'the control never engaged') + (c.rejected.length ? '; ' + steady.plural(c.rejected.length, 'rejected step') : '') + (c.nonFinite.length ? '; ' + steady.plural(c.nonFinite.length, 'step') + ' with a non-finite norm' : '')};
};
