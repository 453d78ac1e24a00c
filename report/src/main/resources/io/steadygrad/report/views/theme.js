/* Colours: Okabe and Ito's for methods (they differ for every kind of colour vision), viridis for magnitudes. */
steady.theme = function (dark) {
  return dark
    ? {dark: true, paper: '#11161d', card: '#1a212b', ink: '#e6ebf1', soft: '#a3afbd', line: '#3a4553', faint: '#2a333f', ghost: '#56616f',
       colors: ['#4da9e6', '#f0803c', '#2fc08f', '#e29ac2', '#f0b429', '#9ad4f5', '#c3b4f0', '#d8d8d8'], bad: '#ff8a3d', nothing: '#1a212b', zero: '#6b7684'}
    : {dark: false, paper: '#ffffff', card: '#f6f7f9', ink: '#1b2430', soft: '#5a6675', line: '#c3cad3', faint: '#e9ecf0', ghost: '#c8ced6',
       colors: ['#0072b2', '#d55e00', '#009e73', '#cc79a7', '#d99a00', '#4aa5dc', '#6a51a3', '#3d4550'], bad: '#d1480a', nothing: '#f0f2f5', zero: '#aab2bc'};
};
steady.viridis = ['#440154', '#482878', '#3e4a89', '#31688e', '#26838e', '#1f9e89', '#35b779', '#6dcd59', '#b4de2c', '#fde725'];
steady.shade = function (share) {
  var at = Math.max(0, Math.min(1, share)) * (steady.viridis.length - 1), i = Math.min(Math.floor(at), steady.viridis.length - 2), part = at - i;
  var from = steady.viridis[i], to = steady.viridis[i + 1];
  return 'rgb(' + [1, 3, 5].map(function (k) {
    var a = parseInt(from.substr(k, 2), 16), b = parseInt(to.substr(k, 2), 16);
    return Math.round(a + part * (b - a));
  }).join(',') + ')';
};
steady.onShade = function (share) { return share > 0.55 ? '#10151c' : '#ffffff'; };
/* A method keeps its colour on the whole page; beyond eight the line's dash tells them apart. */
steady.color = function (index, theme) { return theme.colors[((index % 8) + 8) % 8]; };
steady.dash = function (index) { return ['solid', 'dashed', 'dotted'][Math.floor(Math.max(0, index) / 8) % 3]; };
/* What all charts share. Tooltips are drawn on the canvas: no text of a study becomes markup. */
steady.chart = function (theme, option) {
  option.backgroundColor = 'transparent';
  option.animation = false;
  option.textStyle = {color: theme.ink, fontFamily: 'system-ui, -apple-system, "Segoe UI", Roboto, "Liberation Sans", sans-serif'};
  if (option.tooltip) Object.assign(option.tooltip, {
    renderMode: 'richText', confine: true, backgroundColor: theme.card, borderColor: theme.line, padding: [7, 10],
    textStyle: {color: theme.ink, fontSize: 12, rich: {}}
  });
  return option;
};
steady.axis = function (theme, more) {
  return Object.assign({
    axisLine: {lineStyle: {color: theme.line}}, axisTick: {lineStyle: {color: theme.line}}, splitLine: {lineStyle: {color: theme.faint}}, minorSplitLine: {show: false},
    axisLabel: Object.assign({color: theme.soft, fontSize: 11, hideOverlap: true}, more && more.axisLabel),
    nameTextStyle: {color: theme.soft, fontSize: 12}
  }, more, {axisLabel: Object.assign({color: theme.soft, fontSize: 11, hideOverlap: true}, more && more.axisLabel)});
};
