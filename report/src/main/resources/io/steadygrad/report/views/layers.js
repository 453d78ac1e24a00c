/* log10 of the gradient norm by layer (rows, the input side at the bottom) and step (columns).
   picture: {layers, step, low, high, codes (base64)}; range: [low, high] of the colours. */
steady.decode = function (picture) {
  if (!picture.cells) {
    var text = atob(picture.codes), cells = new Uint8Array(text.length);
    for (var i = 0; i < text.length; i++) cells[i] = text.charCodeAt(i);
    Object.defineProperty(picture, 'cells', {value: cells});
  }
  return picture.cells;
};
/* The colours' range over several pictures: all but the outermost hundredth, and at most eight decades below and four above the
   median, or one run that explodes would leave the others black. */
steady.layerRange = function (pictures) {
  var logs = [];
  pictures.forEach(function (p) {
    var cells = steady.decode(p), every = Math.max(1, Math.floor(cells.length / 4000));
    for (var i = 0; i < cells.length; i += every) if (cells[i] > 2) logs.push(p.low + (p.high - p.low) * (cells[i] - 3) / 252);
  });
  if (!logs.length) return [-1, 1];
  logs.sort(function (a, b) { return a - b; });
  var middle = logs[Math.floor(logs.length / 2)], low = Math.max(middle - 8, logs[Math.floor(logs.length * 0.01)]), high = Math.min(middle + 4, logs[Math.ceil(logs.length * 0.99) - 1]);
  return high - low < 0.5 ? [low - 0.25, high + 0.25] : [low, high];
};
steady.views.layers = function (picture, range, look) {
  var theme = look.theme, cells = steady.decode(picture), columns = picture.step.length, rows = picture.layers.length;
  var data = [], special = [], bad = 0;
  for (var row = 0; row < rows; row++) for (var column = 0; column < columns; column++) {
    var code = cells[row * columns + column];
    if (code > 2) data.push([column, row, picture.low + (picture.high - picture.low) * (code - 3) / 252]);
    else if (code > 0) { special.push([column, row, code]); if (code === 2) bad++; }
  }
  var longest = Math.min(18, picture.layers.reduce(function (most, name) { return Math.max(most, name.length); }, 0));
  var left = Math.min(look.width * 0.34, 30 + longest * 6.3), plot = Math.max(130, Math.min(440, rows * 22));
  var crosses = rows * columns < 9000;
  var option = {
    grid: {left: left, right: 8, top: 8, height: plot, outerBoundsMode: 'none'},
    tooltip: {trigger: 'item', formatter: function (at) {
      var code = at.seriesIndex === 1 ? at.value[2] : 0;
      return picture.layers[at.value[1]] + '\nfrom step ' + steady.whole(picture.step[at.value[0]]) + '\n' + (code === 2 ? 'not finite (NaN or infinity)' : code === 1 ? 'exactly zero' : 'gradient norm ' + steady.number(Math.pow(10, at.value[2])));
    }},
    xAxis: steady.axis(theme, {type: 'category', data: picture.step.map(steady.whole), name: 'step', nameLocation: 'middle', nameGap: 24, splitLine: {show: false}, axisTick: {show: false}, axisLabel: {interval: Math.max(0, Math.ceil(columns / 6) - 1)}}),
    yAxis: steady.axis(theme, {type: 'category', data: picture.layers, name: '', splitLine: {show: false}, axisTick: {show: false}, axisLabel: {width: left - 14, overflow: 'truncate', interval: rows > 24 ? Math.ceil(rows / 20) - 1 : 0}}),
    visualMap: {type: 'continuous', seriesIndex: 0, dimension: 2, min: range[0], max: range[1], calculable: false, orient: 'horizontal', left: left, top: plot + 50, itemWidth: 12, itemHeight: Math.max(60, Math.min(220, look.width - left - 200)), inRange: {color: steady.viridis}, text: [steady.number(Math.pow(10, range[1]), 2), 'gradient norm  ' + steady.number(Math.pow(10, range[0]), 2)], textStyle: {color: theme.soft, fontSize: 11}},
    series: [
      {type: 'heatmap', data: data, progressive: 0, itemStyle: {borderWidth: 0}, emphasis: {itemStyle: {borderColor: theme.ink, borderWidth: 1}}},
      {type: 'custom', data: special, clip: true, renderItem: function (params, api) {
        var size = api.size([1, 1]), at = api.coord([api.value(0), api.value(1)]), w = Math.ceil(size[0]) + 0.5, h = Math.ceil(size[1]) + 0.5, x = at[0] - size[0] / 2, y = at[1] - size[1] / 2;
        var broken = api.value(2) === 2, r = Math.min(w, h, 9) / 2 - 1;
        var box = {type: 'rect', shape: {x: x, y: y, width: w, height: h}, style: {fill: broken ? theme.bad : theme.zero}};
        if (!broken || r < 1.2 || !crosses) return box;
        return {type: 'group', children: [box, {type: 'line', shape: {x1: at[0] - r, y1: at[1] - r, x2: at[0] + r, y2: at[1] + r}, style: {stroke: '#fff', lineWidth: 1}}, {type: 'line', shape: {x1: at[0] + r, y1: at[1] - r, x2: at[0] - r, y2: at[1] + r}, style: {stroke: '#fff', lineWidth: 1}}]};
      }}
    ]
  };
  return {option: steady.chart(theme, option), height: plot + 84, label: 'Gradient norm of ' + steady.plural(rows, 'layer') + ' over steps' + (bad ? '; ' + steady.plural(bad, 'cell') + ' not finite' : '; all finite')};
};
