/* At a glance: success rate of each method (columns) on each workload (rows), in the workload's baseline setting. */
steady.views.matrix = function (data, theme) {
  var h = steady.h, methods = Object.keys(data.methods);
  var head = h('thead', null, h('tr', null, h('th', {scope: 'col'}, 'workload'), methods.map(function (m) { return h('th', {scope: 'col'}, m); })));
  var body = h('tbody', null, data.workloads.map(function (workload) {
    return h('tr', null, h('th', {scope: 'row'}, workload.name), methods.map(function (method) {
      var cells = data.cells.filter(function (c) { return c.workload === workload.name && c.method === method && c.setting === workload.baseline && c.standard; });
      var n = 0, reached = 0, diverged = 0;
      cells.forEach(function (c) { n += c.outcome.n; reached += c.outcome.reached; diverged += c.diverged; });
      if (!n) return h('td', {'aria-label': 'not run'}, '·');
      var good = workload.hasTarget ? reached : n - diverged, share = good / n;
      return h('td', {look: {background: steady.shade(share), color: steady.onShade(share)}}, h('b', null, good + '/' + n), h('small', null, diverged ? '✕ ' + diverged + ' diverged' : ''));
    }));
  }));
  return h('table', {'class': 'matrix'}, h('caption', {'class': 'hidden'}, 'Success rate of each method on each workload'), head, body);
};
