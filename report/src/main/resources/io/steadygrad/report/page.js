/* The report's page: puts views, tables and choices in order. */
(function () {
  var h = steady.h, data = JSON.parse(document.getElementById('data').textContent), page = document.getElementById('page');
  var root = document.documentElement, preference = window.matchMedia('(prefers-color-scheme: dark)'), chosen = null;
  var methods = Object.keys(data.methods), charts = [], redraws = [];
  var byId = {};
  data.cells.forEach(function (c) { byId[c.id] = c; });

  function isDark() { return chosen === null ? preference.matches : chosen === 'dark'; }
  function theme() { return steady.theme(isDark()); }
  function colorOf(cell) { return steady.color(methods.indexOf(cell.method), theme()); }

  /* A cell's name; where settings stand side by side, with what is different from the baseline. */
  function named(w, cell, setting) { return cell.label + (setting < 0 && w.besides[cell.setting] ? ' · ' + w.besides[cell.setting] : ''); }

  /* --- charts: drawn when they come into sight, again when the theme, the width or a choice changes --- */
  var sight = 'IntersectionObserver' in window ? new IntersectionObserver(function (entries) {
    entries.forEach(function (e) { if (e.isIntersecting) { e.target.steadyChart.seen = true; draw(e.target.steadyChart); } });
  }, {rootMargin: '400px'}) : null;
  function draw(chart) {
    var width = chart.box.clientWidth;
    if (!width) return;
    var view = chart.build({theme: theme(), width: width});
    chart.box.style.height = view.height + 'px';
    chart.box.style.minHeight = '0';
    chart.box.setAttribute('aria-label', view.label);
    if (chart.instance) chart.instance.dispose();
    chart.instance = echarts.init(chart.box, null, {renderer: 'canvas', devicePixelRatio: Math.max(2, window.devicePixelRatio || 1), width: width, height: view.height});
    chart.instance.setOption(view.option);
    chart.width = width;
    chart.box.setAttribute('data-drawn', 'true');
  }
  function chart(kind, build, guess) {
    var box = h('div', {'class': 'chart', role: 'img', 'data-view': kind, look: {'min-height': (guess || 260) + 'px'}});
    var made = {box: box, build: build, seen: !sight, redraw: function () { if (made.seen) draw(made); }};
    box.steadyChart = made;
    charts.push(made);
    if (sight) sight.observe(box); else window.setTimeout(function () { draw(made); }, 0);
    return made;
  }
  function figure(made, caption) { return h('figure', null, made.box, caption ? h('figcaption', null, caption) : null); }
  function redrawAll(all) {
    redraws.forEach(function (again) { again(); });
    charts.forEach(function (c) { if (all) c.seen = true; c.redraw(); });
  }
  /* A part that is rebuilt, not redrawn, when colours change. */
  function live(build) {
    var holder = h('div', null), again = function () { while (holder.firstChild) holder.removeChild(holder.firstChild); steady.add(holder, build()); };
    redraws.push(again);
    holder.again = again;
    again();
    return holder;
  }
  function choice(label, options, value, change) {
    var select = h('select', {on: {change: function () { change(select.value); }}}, options.map(function (o) { return h('option', {value: o[0], selected: String(o[0]) === String(value)}, o[1]); }));
    return h('label', null, label, select);
  }
  function scroll(label, table) { return h('div', {'class': 'scroll', tabindex: 0, role: 'region', 'aria-label': label}, table); }
  function section(id, title) { return h('section', {id: id, 'aria-labelledby': id + '-title'}, h('h2', {id: id + '-title'}, title)); }

  /* --- head --- */
  function applyTheme() { root.setAttribute('data-theme', isDark() ? 'dark' : 'light'); }
  var toggle = h('button', {type: 'button', id: 'theme', on: {click: function () { chosen = isDark() ? 'light' : 'dark'; applyTheme(); nameToggle(); redrawAll(); }}});
  function nameToggle() { toggle.textContent = isDark() ? '☀ Light' : '☾ Dark'; toggle.setAttribute('aria-label', 'Switch to ' + (isDark() ? 'light' : 'dark') + ' colours'); }
  applyTheme(); nameToggle();
  preference.addEventListener('change', function () { if (chosen === null) { applyTheme(); nameToggle(); redrawAll(); } });

  var counts = data.counts, tiles = [[steady.whole(counts.trials), counts.trials === 1 ? 'trial' : 'trials']];
  if (counts.trials) {
    if (data.workloads.some(function (w) { return w.hasTarget; })) tiles.push([steady.percent(counts.reached / counts.trials), 'reached the target']);
    tiles.push([steady.whole(counts.diverged), 'diverged'], [data.workloads.length, data.workloads.length === 1 ? 'workload' : 'workloads'], [methods.length, methods.length === 1 ? 'method' : 'methods']);
    if (counts.failed + counts.stopped) tiles.push([counts.failed + counts.stopped, 'failed or stopped']);
  }
  var content = h('main', {id: 'content', 'class': 'wrap'}), links = [];
  function put(id, name, element) { links.push(h('li', null, h('a', {href: '#' + id}, name))); content.appendChild(element); }
  var top = h('header', {'class': 'top wrap'},
    h('div', {'class': 'brand'}, h('span', null, 'SteadyGrad study report'), toggle), h('h1', null, data.study), data.description ? h('p', {'class': 'lead'}, data.description) : null,
    h('p', {'class': 'lead', id: 'summary'}, data.summary.join(' ')),
    h('div', {'class': 'tiles'}, tiles.map(function (t) { return h('div', {'class': 'tile'}, h('b', null, t[0]), h('span', null, t[1])); })));

  /* --- claims --- */
  if (data.claims.length) {
    var claims = section('claims', 'Claims put to the test');
    var looks = {supported: 'good', refuted: 'bad', mixed: 'mixed'};
    claims.appendChild(scroll('Claims', h('table', null, h('caption', {'class': 'hidden'}, 'Each claim, its verdict and the numbers behind it'),
      h('thead', null, h('tr', null, ['Claim', 'Verdict', 'Evidence'].map(function (t) { return h('th', {scope: 'col'}, t); }))),
      h('tbody', null, data.claims.map(function (c) { return h('tr', null, h('td', null, c.says), h('td', null, h('span', {'class': 'badge ' + (looks[c.verdict] || 'unknown')}, c.verdict)), h('td', null, c.evidence)); })))));
    put('claims', 'Claims', claims);
  }
  if (data.acceptance.length) {
    var accept = section('acceptance', 'Acceptance');
    accept.appendChild(scroll('Acceptance', h('table', null, h('caption', {'class': 'hidden'}, 'Results that the study must meet'),
      h('thead', null, h('tr', null, (data.acceptance.some(function (a) { return a.says; }) ? ['What must hold', 'Met', 'Evidence'] : ['Met', 'Evidence']).map(function (t) { return h('th', {scope: 'col'}, t); }))),
      h('tbody', null, data.acceptance.map(function (a, i, all) { return h('tr', null, all.some(function (one) { return one.says; }) ? h('td', null, a.says || '–') : null, h('td', null, h('span', {'class': 'badge ' + (a.met ? 'good' : 'bad')}, a.met ? 'met' : 'missed')), h('td', null, a.evidence)); })))));
    put('acceptance', 'Acceptance', accept);
  }

  /* --- at a glance --- */
  if (data.cells.length && methods.length > 1) {
    var glance = section('glance', 'At a glance');
    glance.appendChild(h('p', {'class': 'note'}, 'Runs that reached the target' + (data.workloads.every(function (w) { return w.hasTarget; }) ? '' : ' (where a workload has none: that stayed finite)') + ', of all runs, in each workload\u2019s baseline setting. Brighter is better.'));
    glance.appendChild(scroll('Success rates', live(function () { return steady.views.matrix(data, theme()); })));
    put('glance', 'At a glance', glance);
  }

  steady.cards({data: data, section: section, put: put});
  steady.comparisons({data: data, byId: byId, methods: methods, theme: theme, section: section, put: put, live: live, chart: chart, figure: figure, choice: choice, scroll: scroll});

  /* --- one chapter per workload --- */
  data.workloads.forEach(function (w, index) {
    var id = 'workload-' + index, chapter = section(id, w.name), cells = data.cells.filter(function (c) { return c.workload === w.name; }), setting = w.baseline;
    var inSetting = function () { return cells.filter(function (c) { return setting < 0 || c.setting === setting; }); };
    if (w.description) chapter.appendChild(h('p', {'class': 'text'}, w.description));
    var facts = w.hasTarget ? 'Target: final ' + w.metricWords + ' ' + (w.higherIsBetter ? 'at least ' : 'at most ') + steady.number(w.bound, 4) + '.' : 'No target was set; judged by the final ' + w.metricWords + ' (' + (w.higherIsBetter ? 'higher' : 'lower') + ' is better).';
    if (w.budget) facts += ' Budget: ' + steady.plural(w.budget, 'step') + '.';
    chapter.appendChild(h('p', {'class': 'note'}, facts));

    var updates = [];
    if (w.settings.length > 1) {
      var order = w.settings.map(function (label, i) { return [i, label + (i === w.baseline ? ' (baseline)' : '')]; });
      order.unshift([-1, 'all of them']);
      chapter.appendChild(h('div', {'class': 'controls'}, choice('Setting', order, setting, function (value) { setting = Number(value); updates.forEach(function (u) { u(); }); })));
    }
    chapter.appendChild(h('h3', null, 'Verdict'));
    var verdict = live(function () { return scroll('Verdict for ' + w.name, verdictTable(w, inSetting(), setting)); });
    updates.push(redraws[redraws.length - 1]);
    chapter.appendChild(verdict);
    if (index === 0) chapter.appendChild(h('p', {'class': 'note'}, 'Dot: met the target; ring: missed it; ✕: diverged; bar: 95 % interval of the interquartile mean; tick: median; dashes: target. Rates with Wilson\u2019s 95 % interval. A diverged run counts as worse than any value in the median; and in the interquartile mean (IQM, bootstrap interval). Two groups of runs: they fall apart with nothing between, so no mean describes them.'));
    if (w.analysis.length) {
      chapter.appendChild(h('h3', null, 'What happened'));
      w.analysis.forEach(function (text) { chapter.appendChild(h('p', {'class': 'text'}, steady.sentence(text))); });
    }
    pictureSection(chapter, w, cells, index === 0);
    curveSection(chapter, w, inSetting, updates, function () { return setting; }, index === 0);
    probeSection(chapter, w);
    put(id, w.name, chapter);
  });

  function verdictTable(w, cells, setting) {
    var t = theme(), values = [];
    cells.forEach(function (c) { c.runs.forEach(function (r) { if (r[1] !== null) values.push(r[1]); }); [c.outcome.iqmLow, c.outcome.iqmHigh].forEach(function (v) { if (v !== null) values.push(v); }); });
    var scale = steady.scale(values, w.bound);
    var columns = [[w.hasTarget ? 'Reached target' : 'Stayed finite', 'num'], ['Median ' + w.metricWords, 'num'], ['IQM [95 %]', 'num'], ['Diverged', 'num'], ['Control engaged', 'num']];
    return h('table', {'class': 'verdict'},
      h('caption', {'class': 'hidden'}, 'Verdict per method on ' + w.name + ', ' + setting < 0 ? 'all settings' : w.settings[setting]),
      h('thead', null, h('tr', null, h('th', {scope: 'col'}, 'Method'), h('th', {scope: 'col', 'class': 'strip'}, 'Every run: ' + w.metricWords, steady.views.stripAxis(w, scale, t)), columns.map(function (c) { return h('th', {scope: 'col', 'class': c[1]}, c[0]); }))),
      h('tbody', null, cells.map(function (c) {
        var o = c.outcome, finiteRate = o.n - c.diverged, color = colorOf(c), lostMedian = o.median === null && c.diverged > 0;
        return h('tr', null,
          h('th', {scope: 'row'}, h('span', {'class': 'chip', look: {background: color}}), named(w, c, setting), c.expression && c.expression !== c.label ? h('span', {'class': 'sub'}, c.expression) : null, c.chosen ? h('span', {'class': 'sub'}, 'chosen: ' + c.chosen) : null, c.outcome.split ? h('span', {'class': 'sub bimodal'}, 'two groups of runs') : null),
          h('td', {'class': 'strip'}, steady.views.strip(c, w, scale, color, t)),
          h('td', {'class': 'num'}, o.n ? (w.hasTarget ? o.reached : finiteRate) + ' of ' + o.n : '–', o.n && w.hasTarget ? h('span', {'class': 'sub'}, Math.round(100 * o.low) + '–' + Math.round(100 * o.high) + ' %') : null, c.unfinished ? h('span', {'class': 'sub'}, c.unfinished + ' unfinished') : null),
          h('td', {'class': 'num' + (lostMedian ? ' bad' : '')}, lostMedian ? 'diverged' : steady.number(o.median)),
          h('td', {'class': 'num'}, steady.number(o.iqm), o.iqmLow !== null && o.iqmHigh !== null ? h('span', {'class': 'sub'}, '[' + steady.number(o.iqmLow) + ', ' + steady.number(o.iqmHigh) + ']') : null),
          h('td', {'class': 'num' + (c.diverged ? ' bad' : '')}, c.diverged ? c.diverged : '0'),
          h('td', {'class': 'num'}, steady.percent(o.engaged), o.engaged !== null ? h('span', {'class': 'sub'}, 'of steps') : null));
      })));
  }

  /* What was measured of the workload beside its trials: the range of learning rates, and how sharp its loss is. */
  function probeSection(chapter, w) {
    var probes = w.probes || {}, range = probes.lr_range, sharp = probes.sharpness;
    if (!(range && range.rate) && !(sharp && sharp.initial)) return;
    chapter.appendChild(h('h3', null, 'Which learning rates this workload can bear'));
    if (sharp && sharp.initial) {
      var say = function (at, when) { return at ? when + ' the largest eigenvalue of the Hessian of the training loss was ' + steady.number(at.eigenvalue) + (at.converged === false ? ' (not converged)' : '') + (at.limits && at.limits.sgd !== null ? ', so plain gradient descent on a quadratic of that sharpness is stable below a learning rate of 2/λ = ' + steady.number(at.limits.sgd) + ', with momentum ' + steady.number(at.limits.momentum) + ' below ' + steady.number(at.limits.heavyBall) : '') + '. ' : ''; };
      chapter.appendChild(h('p', {'class': 'text'}, say(sharp.initial, 'At the first weights'), sharp.final ? say(sharp.final, 'After ' + steady.plural(sharp.final.step, 'step') + ' without control') : sharp.reason ? 'There is no value at the end: ' + sharp.reason + '.' : null));
    }
    if (range && range.rate) chapter.appendChild(figure(chart('range', function (look) { return steady.views.range({workload: w.name, range: range, sharpness: sharp}, look); }, 300),
      'Learning-rate range test (Smith 2017): one training without control in which the rate grows from step to step. Thin: the loss of each step; thick: smoothed.' + (range.steepestRate !== null ? ' It falls fastest at ' + steady.number(range.steepestRate) + '.' : '') + (range.divergenceRate !== null ? ' It is lost from ' + steady.number(range.divergenceRate) + ' on.' : '')));
  }

  function curveSection(chapter, w, inSetting, updates, current, explained) {
    var all = data.cells.filter(function (c) { return c.workload === w.name; }), quantities = [];
    all.forEach(function (c) { Object.keys(data.curves[c.id] || {}).forEach(function (q) { if (quantities.indexOf(q) < 0) quantities.push(q); }); });
    if (!quantities.length) { chapter.appendChild(h('p', {'class': 'note'}, 'No traces were recorded for this workload, so there are no curves.')); return; }
    var quantity = quantities[0], log = 'auto', overlay = 'panels';
    var name = function (q) { return q === 'loss' ? 'training loss' : q.replace(/_/g, ' ').replace('r2', 'R²'); };
    var made = chart('curves', function (look) {
      var cells = inSetting().map(function (c) { return {label: named(w, c, current()), color: steady.color(methods.indexOf(c.method), look.theme), dash: steady.dash(methods.indexOf(c.method)), curve: (data.curves[c.id] || {})[quantity]}; });
      return steady.views.curves({workload: w.name, quantity: quantity, name: name(quantity), cells: cells, scale: log, overlay: overlay === 'overlay', bound: quantity === w.metric ? w.bound : null}, look);
    }, 320);
    updates.push(made.redraw);
    chapter.appendChild(h('h3', null, 'Learning curves'));
    chapter.appendChild(h('div', {'class': 'controls'},
      quantities.length > 1 ? choice('Quantity', quantities.map(function (q) { return [q, name(q)]; }), quantity, function (v) { quantity = v; made.redraw(); }) : null,
      choice('Scale', [['auto', 'automatic'], ['log', 'logarithmic'], ['linear', 'linear']], log, function (v) { log = v; made.redraw(); }),
      choice('Arrange', [['panels', 'one panel per method'], ['overlay', 'all in one']], overlay, function (v) { overlay = v; made.redraw(); })));
    var spoken = data.claims.some(function (c) { return c.marks.some(function (m) { return m.workload === w.name; }); });
    var marks = spoken ? 'Dashed: a step that a claim speaks of, with the median training loss at exactly that step.' : '';
    chapter.appendChild(figure(made, (explained ? 'Thin lines: every run, spikes kept. Thick line: median over seeds; band: quartiles over seeds. ✕: the run diverged; from there on it counts as worse than any value. Grey: the other methods\u2019 medians. ' : '') + marks));
  }

  function pictureSection(chapter, w, cells, explained) {
    var ids = cells.map(function (c) { return c.id; });
    var pictures = data.pictures.filter(function (p) { return ids.indexOf(p.cell) >= 0; });
    if (!pictures.length) return;
    var label = function (p) { var c = byId[p.cell]; return c.label + (w.besides[c.setting] ? ' · ' + w.besides[c.setting] : '') + ' · seed ' + p.seed + (p.status === 'diverged' ? ' · diverged' : p.reached ? ' · reached the target' : '') + (p.why && p.why !== 'diverged' ? ' (' + p.why + ')' : ''); };
    var shown = w.shown.map(function (id) { return pictures.find(function (p) { return p.trial === id; }); }).filter(Boolean);
    if (!shown.length) shown = [pictures[0]];
    var ordered = pictures.slice().sort(function (a, b) { return a.cell - b.cell || (b.why === 'median run') - (a.why === 'median run') || a.seed - b.seed; });
    var heats = [], norms = [];
    var range = function () { return steady.layerRange(shown); };
    function column(k) {
      heats[k] = chart('layers', function (look) { return steady.views.layers(shown[k], range(), look); }, 300);
      norms[k] = chart('control', function (look) { return steady.views.control(shown[k], look); }, 318);
      return h('div', {'class': 'controls'}, choice(k ? 'Beside it' : 'Run', ordered.map(function (p) { return [pictures.indexOf(p), label(p)]; }), pictures.indexOf(shown[k]), function (v) { shown[k] = pictures[Number(v)]; heats.forEach(function (c) { c.redraw(); }); norms[k].redraw(); }));
    }
    chapter.appendChild(h('h3', null, 'Gradient by layer and step'));
    chapter.appendChild(h('div', {'class': 'pair'}, shown.map(function (p, k) { return h('div', null, column(k), heats[k].box); })));
    chapter.appendChild(h('p', {'class': 'legend'}, live(function () {
      var t = theme();
      return [h('span', null, h('svg', {viewBox: '0 0 10 10', 'aria-hidden': true}, h('rect', {width: 10, height: 10, fill: t.bad}), h('path', {d: 'M2 2L8 8M8 2L2 8', stroke: '#fff', 'stroke-width': 1.2})), 'not finite (NaN or infinity)'), ' \u2003 ',
        h('span', null, h('svg', {viewBox: '0 0 10 10', 'aria-hidden': true}, h('rect', {width: 10, height: 10, fill: t.zero})), 'exactly zero')];
    })));
    if (explained) chapter.appendChild(h('p', {'class': 'note'}, 'Colour: log scale of each layer\u2019s gradient norm before control, the largest within a column\u2019s steps; same colours in both pictures. Input side at the bottom, output at the top: fading downwards is a vanishing gradient, brightening downwards an exploding one.'));
    chapter.appendChild(h('h3', null, 'Norm before and after control'));
    chapter.appendChild(h('div', {'class': 'pair'}, norms.map(function (n) { return n.box; })));
    if (explained) chapter.appendChild(h('p', {'class': 'note'}, 'Global gradient norm of the runs chosen above, extremes kept; where only blue is seen, control changed nothing. Below: share of steps at which the control changed the gradient. Vertical lines: the norm was not finite; triangles: the step was rejected.'));
  }

  /* --- across workloads --- */
  (function maps() {
    var axesOf = {};
    data.maps.forEach(function (m) { axesOf[m.workload] = m; });
    var usable = data.workloads.filter(function (w) { return axesOf[w.name]; });
    if (!usable.length) return;
    var part = section('maps', 'Hyperparameter map'), w = usable[0], x, y, show = w.hasTarget ? 'rate' : 'median', fixed = {}, controls = h('div', {'class': 'controls'});
    function cellsOf(workload) { return data.cells.filter(function (c) { return c.workload === workload.name; }); }
    function cells() {
      return cellsOf(w).filter(function (c) {
        return steady.factor(c, x) !== null && steady.factor(c, y) !== null && Object.keys(fixed).every(function (k) { return fixed[k] === steady.factor(c, k) || steady.factor(c, k) === null; });
      });
    }
    var made = chart('factors', function (look) { return steady.views.factors({workload: w, cells: cells(), x: x, y: y, show: show}, look); }, 260);
    function reset(keepAxes) {
      if (!keepAxes) { x = axesOf[w.name].x; y = axesOf[w.name].y; }
      fixed = {};
      var names = steady.factors(cellsOf(w)), extra = [], base = cellsOf(w).find(function (c) { return c.setting === w.baseline; });
      var usual = function (n) { return base ? steady.factor(base, n) : null; };
      names.filter(function (n) { return n !== x && n !== y; }).forEach(function (n) {
        var levels = steady.levels(cells(), n);
        if (levels.length > 1) { fixed[n] = levels.indexOf(usual(n)) >= 0 ? usual(n) : levels[0]; extra.push(choice(n, levels.map(function (l) { return [l, l]; }), fixed[n], function (v) { fixed[n] = v; made.redraw(); })); }
      });
      while (controls.firstChild) controls.removeChild(controls.firstChild);
      var axes = names.map(function (n) { return [n, n]; });
      steady.add(controls, [
        usable.length > 1 ? choice('Workload', usable.map(function (u) { return [u.name, u.name]; }), w.name, function (v) { w = usable.find(function (u) { return u.name === v; }); reset(); }) : null,
        choice('Across', axes, x, function (v) { if (v === y) y = x; x = v; reset(true); }), choice('Up', axes, y, function (v) { if (v === x) x = y; y = v; reset(true); }), extra,
        choice('Show', [['rate', w.hasTarget ? 'success rate' : 'share that stayed finite'], ['median', 'median ' + w.metricWords]], show, function (v) { show = v; made.redraw(); })]);
      made.redraw();
    }
    reset();
    part.appendChild(controls);
    part.appendChild(figure(made, 'Each cell pools the seeds of one configuration: runs that met the target of all runs, ✕ diverged ones. Brighter is better in both readings; a framed ✕ has no median because most runs diverged.'));
    var lines = usable.filter(function (u) { return steady.factors(cellsOf(u)).length > 1; }), here = lines[0];
    if (here) {
      var wires = chart('parallel', function (look) { return steady.views.parallel({workload: here, cells: cellsOf(here), axes: steady.factors(cellsOf(here)).slice(0, 7)}, look); }, 330);
      part.appendChild(h('h3', null, 'All configurations'));
      if (lines.length > 1) part.appendChild(h('div', {'class': 'controls'}, choice('Configurations of', lines.map(function (u) { return [u.name, u.name]; }), here.name, function (v) { here = lines.find(function (u) { return u.name === v; }); wires.redraw(); })));
      part.appendChild(figure(wires, 'A line per configuration, through the values of what varies to its success rate and its median. Brighter is better; dashed red: most of its runs diverged.'));
    }
    put('maps', 'Map', part);
  })();

  function comparison(id, title, short, factor, caption) {
    var found = data.groups.filter(function (c) { return c.factor === factor; }).map(function (c) {
      return {workload: data.workloads.find(function (w) { return w.name === c.workload; }), cells: c.cells.map(function (id) { return byId[id]; })};
    });
    if (!found.length) return;
    var part = section(id, title), current = found[0];
    var made = chart('groups-' + factor, function (look) { return steady.views.groups({workload: current.workload, cells: current.cells, factor: factor}, look); }, 300);
    if (found.length > 1) part.appendChild(h('div', {'class': 'controls'}, choice('Workload', found.map(function (f, i) { return [i, f.workload.name]; }), 0, function (v) { current = found[Number(v)]; made.redraw(); })));
    part.appendChild(figure(made, caption));
    put(id, short, part);
  }
  comparison('optimizers', 'Optimizers compared', 'Optimizers', 'optimizer', 'Every run\u2019s final metric by method and optimizer, other things equal. Filled: met the target; ring: missed it; bar: median (diverged runs count as worst); ✕: diverged runs.');
  comparison('inputs', 'Inputs compared', 'Inputs', 'inputs', 'Every run\u2019s final metric by method and by how the inputs were prepared, other things equal. Filled: met the target; ring: missed it; bar: median; ✕: diverged runs.');

  if (data.failures.length) {
    var lost = section('diverged', 'What diverged, and when'), groups = {};
    data.failures.forEach(function (f) { (groups[f.cell] = groups[f.cell] || []).push(f); });
    var rows = Object.keys(groups).map(function (id) {
      var c = byId[id], w = data.workloads.find(function (each) { return each.name === c.workload; });
      return {label: c.workload + ' · ' + c.label + (w.besides[c.setting] ? ' · ' + w.besides[c.setting] : ''), n: c.outcome.n, failures: groups[id]};
    });
    var most = 45, shownRows = rows.slice().sort(function (a, b) { return b.failures.length / b.n - a.failures.length / a.n; }).slice(0, most);
    shownRows = rows.filter(function (r) { return shownRows.indexOf(r) >= 0; });
    lost.appendChild(figure(chart('failures', function (look) { return steady.views.failures({rows: shownRows}, look); }, 200),
      'A cross per diverged run; at the right diverged of all runs.' + (rows.length > most ? ' The ' + most + ' configurations that lost most of ' + rows.length + '; all are in the list.' : '')));
    lost.appendChild(h('details', null, h('summary', null, 'All ' + steady.plural(data.failures.length, 'diverged run')), h('p', {'class': 'note'}, 'The layer is the one nearest to the output that was non-finite when a non-finite gradient was first recorded.'), scroll('Diverged runs', h('table', null, h('caption', {'class': 'hidden'}, 'Diverged runs'),
      h('thead', null, h('tr', null, ['Configuration', 'Seed', 'Diverged at step', 'Gradient first non-finite at step', 'In layer'].map(function (t, i) { return h('th', {scope: 'col', 'class': i > 0 && i < 4 ? 'num' : null}, t); }))),
      h('tbody', null, rows.map(function (r) { return r.failures.map(function (f) {
        return h('tr', null, h('td', null, r.label), h('td', {'class': 'num'}, f.seed), h('td', {'class': 'num'}, f.step === null ? '–' : steady.whole(f.step)), h('td', {'class': 'num'}, f.gradientStep === null ? '–' : steady.whole(f.gradientStep)), h('td', null, f.layer || '–'));
      }); }))))));
    put('diverged', 'Diverged', lost);
  }

  /* --- where it comes from --- */
  var origin = section('origin', 'Where these numbers come from');
  if (data.problems.length) origin.appendChild(h('details', null, h('summary', null, steady.plural(data.problems.length, 'note') + ' on what could not be read'), h('ul', null, data.problems.map(function (p) { return h('li', null, p); }))));
  origin.appendChild(h('p', {'class': 'text'}, 'Computed from ', h('code', null, 'summary.json'), ' and ', h('code', null, 'traces/'), ' of the run directory. To run the study again: ', h('code', null, 'steady run study.yaml'), '; to rebuild this page: ', h('code', null, 'steady report DIR'), '.'));
  var keys = Object.keys(data.environment);
  if (keys.length) origin.appendChild(h('dl', {'class': 'facts'}, keys.map(function (k) { return h('div', null, h('dt', null, k), h('dd', null, data.environment[k])); })));
  if (data.studyText) origin.appendChild(h('details', null, h('summary', null, 'The study file, resolved'), h('pre', {tabindex: 0}, data.studyText)));
  put('origin', 'Origin', origin);

  page.appendChild(top);
  page.appendChild(h('nav', {'class': 'sections', 'aria-label': 'Sections'}, h('ul', {'class': 'wrap'}, links)));
  page.appendChild(content);
  page.appendChild(h('footer', {'class': 'wrap'}, 'Made by SteadyGrad. Charts: Apache ECharts 6.1.0 (Apache-2.0), inside this file. Nothing on this page was loaded from anywhere else.'));

  var timer = null;
  window.addEventListener('resize', function () {
    window.clearTimeout(timer);
    timer = window.setTimeout(function () { charts.forEach(function (c) { if (c.box.clientWidth !== c.width) c.redraw(); }); }, 120);
  });
  var before = null;
  window.addEventListener('beforeprint', function () { before = chosen; chosen = 'light'; applyTheme(); redrawAll(true); });
  window.addEventListener('afterprint', function () { chosen = before; applyTheme(); redrawAll(); });
  root.setAttribute('data-ready', 'true');
})();
