/* Numbers as people write them. */
steady.power = function (exponent) {
  var marks = {'-': '⁻', '0': '⁰', '1': '¹', '2': '²', '3': '³', '4': '⁴', '5': '⁵', '6': '⁶', '7': '⁷', '8': '⁸', '9': '⁹'};
  return '10' + String(exponent).split('').map(function (c) { return marks[c] || c; }).join('');
};
steady.number = function (value, digits) {
  if (value === null || value === undefined || !isFinite(value)) return '–';
  if (value === 0) return '0';
  var size = Math.abs(value);
  if (size >= 1e5 || size < 1e-3) {
    var parts = value.toExponential(1).split('e');
    return (parts[0] === '1.0' ? '' : parts[0].replace(/\.0$/, '') + '·') + steady.power(Number(parts[1]));
  }
  return String(Number(value.toPrecision(digits || 3)));
};
steady.logTick = function (value) {
  var exponent = Math.log10(value);
  return Math.abs(exponent - Math.round(exponent)) > 1e-6 ? '' : exponent > -3 && exponent < 4 ? String(Number(value.toPrecision(3))) : steady.power(Math.round(exponent));
};
steady.whole = function (value) { return String(Math.round(value)).replace(/\B(?=(\d{3})+(?!\d))/g, '\u202f'); };
steady.percent = function (share) { return share === null || share === undefined ? '–' : share > 0 && share < 0.01 ? '<1\u00a0%' : Math.round(100 * share) + '\u00a0%'; };
steady.plural = function (n, noun) { return steady.whole(n) + ' ' + noun + (n === 1 ? '' : 's'); };
steady.short = function (text, most) { return text.length > most ? text.slice(0, most - 1) + '…' : text; };
/* A linear or logarithmic scale onto [0, 1]; log when the values span more than two decades. */
steady.scale = function (values, mustShow) {
  var all = values.concat(mustShow === null || mustShow === undefined ? [] : [mustShow]).filter(function (v) { return v !== null && isFinite(v); });
  if (!all.length) all = [0, 1];
  var low = Math.min.apply(null, all), high = Math.max.apply(null, all), log = low > 0 && high / low > 100;
  if (log) { low = Math.log10(low); high = Math.log10(high); }
  var pad = high > low ? 0.04 * (high - low) : Math.abs(high) * 0.1 || 0.5;
  low -= pad; high += pad;
  return {log: log, of: function (v) { return ((log ? Math.log10(v) : v) - low) / (high - low); }, low: log ? Math.pow(10, low) : low, high: log ? Math.pow(10, high) : high};
};
/* Round numbers between the ends of a scale. */
steady.ticks = function (scale) {
  var ticks = [];
  if (scale.log) {
    var from = Math.ceil(Math.log10(scale.low)), to = Math.floor(Math.log10(scale.high)), every = Math.max(1, Math.ceil((to - from) / 4));
    for (var e = from; e <= to; e += every) ticks.push(Math.pow(10, e));
    return ticks.length > 1 ? ticks : [scale.low * 1.1, scale.high / 1.1];
  }
  var raw = (scale.high - scale.low) / 4, unit = Math.pow(10, Math.floor(Math.log10(raw)));
  var step = [1, 2, 2.5, 5, 10].map(function (k) { return k * unit; }).find(function (s) { return s >= raw; });
  for (var v = Math.ceil(scale.low / step) * step; v <= scale.high; v += step) ticks.push(Math.abs(v) < step / 1e6 ? 0 : v);
  return ticks;
};
/* A sentence from its parts: a capital and a full stop. */
steady.capital = function (text) { return text.charAt(0).toUpperCase() + text.slice(1) + (/[.!?]$/.test(text) ? '' : '.'); };
