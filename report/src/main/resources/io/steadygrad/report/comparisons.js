/* The section on comparisons: the study's own numbers (summary.json), in words, tables and pictures. page: what page.js offers. */
steady.comparisons = function (page) {
  var h = steady.h, data = page.data, all = data.against, byId = page.byId, methods = page.methods;
  var workload = function (name) { return data.workloads.find(function (w) { return w.name === name; }); };
  var colorIndex = function (name) { var k = methods.indexOf(name); return k >= 0 ? k : Math.max(0, methods.findIndex(function (m) { return name.indexOf(m + ' (') === 0; })); };
  var looks = {better: 'good', worse: 'bad', equivalent: 'mixed'};
  if (all.pairs.length) pairs();
  if (all.rankings.length || all.profile) across();
  if (all.scans.length) rates();
  if (data.search.length) searches();

  function capital(text) { return text.charAt(0).toUpperCase() + text.slice(1) + '.'; }
  function middle(side) { return side.median === null && side.diverged ? h('span', {'class': 'bad'}, 'diverged') : steady.number(side.median); }
  function mean(side) { return side.iqm.value === null ? null : h('span', {'class': 'sub'}, 'IQM ' + steady.number(side.iqm.value) + (side.iqm.low === null || side.iqm.high === null ? '' : ' [' + steady.number(side.iqm.low) + ', ' + steady.number(side.iqm.high) + ']')); }
  function p(value) { return value === null ? '–' : value < 0.001 ? '< .001' : String(Number(value.toPrecision(2))).replace(/^0\./, '.'); }

  function pairs() {
    var part = page.section('comparisons', 'Comparisons with the baseline'), rows = all.pairs.filter(function (pair) { return pair.method.cell !== null; });
    var inBaseline = function (pair) { var c = byId[pair.method.cell]; return c.setting === workload(pair.workload).baseline; };
    var names = data.workloads.map(function (w) { return w.name; }).filter(function (name) { return rows.some(function (pair) { return pair.workload === name; }); });
    var usual = rows.filter(inBaseline), settings = rows.length > usual.length, chosen = (usual.length || rows.length) <= 40 ? '' : names[0], every = !usual.length;
    var held = page.live(function () {
      var shown = rows.filter(function (pair) { return (!chosen || pair.workload === chosen) && (every || inBaseline(pair)); });
      return names.filter(function (name) { return !chosen || name === chosen; }).map(function (name) {
        var here = shown.filter(function (pair) { return pair.workload === name; });
        return here.length ? h('div', null, h('h3', null, name), page.scroll('Comparisons on ' + name, table(workload(name), here))) : null;
      });
    });
    var again = held.again;
    part.appendChild(h('p', {'class': 'note'}, 'Each method against ' + all.pairs[0].baseline.name + ', other things equal, runs paired by seed. In each picture the method is above, the baseline below in grey; a line joins the runs of one seed. Filled: met the target; ring: missed it; ✕: diverged. Bars: 95 % intervals, Wilson\u2019s for success rates, bootstrap for the others. P(better): the chance that a run of the method beats one of the baseline; at .5 there is no difference. p: two-sided and Holm-corrected, Fisher\u2019s test for success counts, Wilcoxon\u2019s paired test for the metric; – where a test could not have reached .05. A verdict needs six runs of each.'));
    if (names.length > 1 || settings) part.appendChild(h('div', {'class': 'controls'},
      names.length > 1 ? page.choice('Workload', [['', 'all of them']].concat(names.map(function (n) { return [n, n]; })), chosen, function (v) { chosen = v; again(); }) : null,
      settings && usual.length ? page.choice('Setting', [['', 'baseline settings'], ['all', 'all settings']], '', function (v) { every = v === 'all'; again(); }) : null));
    part.appendChild(held);
    page.put('comparisons', 'Comparisons', part);
  }
  function table(w, rows) {
    var t = page.theme(), values = [];
    rows.forEach(function (pair) { [pair.method.cell, pair.baseline.cell].forEach(function (id) { if (id !== null) byId[id].runs.forEach(function (r) { if (r[1] !== null) values.push(r[1]); }); }); });
    var scale = steady.scale(values, w.bound);
    return h('table', {'class': 'versus'}, h('caption', {'class': 'hidden'}, 'Methods against the baseline on ' + w.name),
      h('thead', null, h('tr', null, ['Method', 'Every run: ' + w.metricWords, 'Reached the target', 'Median', 'P(better)', 'p, success', 'p, metric', 'Verdict'].map(function (name, i) { return h('th', {scope: 'col', 'class': i === 3 || i === 5 || i === 6 ? 'num' : i === 1 ? 'strip' : null}, name, i === 1 ? steady.views.twinsAxis(scale, t) : null); }))),
      h('tbody', null, rows.map(function (pair) {
        var c = byId[pair.method.cell], b = pair.baseline.cell === null ? null : byId[pair.baseline.cell], color = steady.color(colorIndex(c.method), t), own = pair.method, base = pair.baseline, what = w.besides[c.setting];
        var success = own.success && base.success;
        return [h('tr', {'class': 'pair-row'},
          h('th', {scope: 'row'}, h('span', {'class': 'chip', look: {background: color}}), own.name, what ? h('span', {'class': 'sub'}, what) : null, c.chosen ? h('span', {'class': 'sub'}, 'chosen: ' + c.chosen) : null),
          h('td', {'class': 'strip'}, steady.views.twins({runs: together(c, b), bound: w.bound, hasTarget: w.hasTarget, metricWords: w.metricWords, scale: scale}, t, [color, t.soft], ['', ''])),
          h('td', {'class': 'small'}, success ? [steady.views.intervals([Object.assign({color: color, value: own.success.rate, name: own.name}, {low: own.success.low, high: own.success.high}), {color: t.soft, value: base.success.rate, low: base.success.low, high: base.success.high, name: base.name}], false, t, own.success.successes + ' of ' + own.n + ' against ' + base.success.successes + ' of ' + base.n), h('span', {'class': 'sub'}, own.success.successes + '/' + own.n + ' against ' + base.success.successes + '/' + base.n)] : '–'),
          h('td', {'class': 'num'}, middle(own), ' : ', middle(base), mean(own), own.groups || base.groups ? h('span', {'class': 'sub bimodal'}, 'two groups of runs') : null),
          h('td', {'class': 'small'}, steady.views.intervals([{color: color, value: pair.improvement.value, low: pair.improvement.low, high: pair.improvement.high, name: 'P(better)'}], true, t, 'probability of improvement ' + steady.number(pair.improvement.value)), h('span', {'class': 'sub'}, steady.number(pair.improvement.value, 2) + (pair.improvement.low === null ? '' : ' [' + steady.number(pair.improvement.low, 2) + ', ' + steady.number(pair.improvement.high, 2) + ']'))),
          h('td', {'class': 'num'}, p(pair.successP)), h('td', {'class': 'num'}, p(pair.metricP), pair.metricP !== null && pair.metricTest !== 'Wilcoxon' ? h('span', {'class': 'sub'}, pair.metricTest) : null),
          h('td', null, h('span', {'class': 'badge ' + (pair.noneReaches ? 'unknown' : looks[pair.verdict] || 'unknown')}, pair.verdict), pair.noneReaches ? h('span', {'class': 'sub'}, 'neither reached the target') : null)),
          h('tr', {'class': 'said'}, h('td', {colspan: 8}, capital(pair.text)))];
      })));
  }
  /* Runs of both by seed, as the view of twins reads them; those of one side alone too. */
  function together(c, b) {
    var seeds = {}, order = [];
    [c, b].forEach(function (cell, side) {
      if (cell) cell.runs.forEach(function (r) { if (!seeds[r[0]]) { seeds[r[0]] = [r[0], null, '', false, null, '', false]; order.push(seeds[r[0]]); } seeds[r[0]][1 + 3 * side] = r[1]; seeds[r[0]][2 + 3 * side] = r[2]; seeds[r[0]][3 + 3 * side] = r[3]; });
    });
    return order;
  }

  /* How each method's setting was chosen: the same budget for every method of a workload, on validation data and seeds of its own. */
  function searches() {
    var part = page.section('search', 'How settings were chosen'), entries = function (node) { return Object.keys(node || {}); };
    part.appendChild(h('p', {'class': 'note'}, 'By validation data and seeds that have no part in the results; every method of a workload and optimizer was allowed the same number of settings. Importance: the share of the score\u2019s variation over the tried settings that goes with a parameter alone.'));
    part.appendChild(page.scroll('Searches', h('table', null, h('caption', {'class': 'hidden'}, 'How settings were chosen'),
      h('thead', null, h('tr', null, ['Workload', 'Method', 'Optimizer', 'Search', 'Settings allowed', 'Trials spent', 'Diverged', 'Chosen', 'Importance'].map(function (t, i) { return h('th', {scope: 'col', 'class': i > 3 && i < 7 ? 'num' : null}, t); }))),
      h('tbody', null, data.search.map(function (s) {
        var n = function (node, key) { return node && typeof node[key] === 'number' ? steady.whole(node[key]) : '–'; };
        return h('tr', null, h('td', null, s.workload), h('td', null, s.method), h('td', null, s.optimizer), h('td', null, s.sampler, h('span', {'class': 'sub'}, 'by ' + s.select.replace(/_/g, ' '))), h('td', {'class': 'num'}, n(s.budget, 'settings')), h('td', {'class': 'num'}, n(s.spent, 'trials')), h('td', {'class': 'num'}, n(s.spent, 'diverged')),
          h('td', null, s.allDiverged ? 'every setting diverged; ' : '', entries(s.chosen).map(function (k) { return k + '=' + s.chosen[k]; }).join(', ') || '–', (s.atEdge || []).length ? h('span', {'class': 'sub edge'}, s.atEdge.join(', ') + ' at the end of what was searched: better ones may lie beyond') : null), h('td', null, entries(s.importance).map(function (k) { return k + ' ' + steady.percent(s.importance[k]); }).join(', ') || '–'));
      })))));
    page.put('search', 'Search', part);
  }

  function across() {
    var part = page.section('across', 'Across workloads');
    if (all.rankings.length) {
      var index = 0, held = page.live(function () {
        var r = all.rankings[index], t = page.theme(), wide = Math.max(330, Math.min(900, (document.documentElement.clientWidth || 900) - 60));
        return [h('div', {'class': 'diagram'}, steady.views.ranking(r, wide, t, function (name) { return steady.color(colorIndex(name), t); })), h('p', {'class': 'text'}, capital(r.text))];
      });
      part.appendChild(h('h3', null, 'Mean ranks'));
      if (all.rankings.length > 1) part.appendChild(h('div', {'class': 'controls'}, page.choice('Optimizer', all.rankings.map(function (r, i) { return [i, r.optimizer === null ? 'all of them' : r.optimizer]; }), 0, function (v) { index = Number(v); held.again(); })));
      part.appendChild(h('figure', null, held, h('figcaption', null, 'Critical-difference diagram (Dem\u0161ar 2006): methods are ranked on each workload by their median, and ranks averaged over workloads. A thick bar joins methods whose mean ranks are less than the critical difference (CD, Nemenyi, 5 %) apart: these runs do not tell them apart.')));
    }
    if (all.profile) {
      part.appendChild(h('h3', null, 'Performance profile'));
      part.appendChild(page.figure(page.chart('profile', function (look) { return steady.views.profile({profile: all.profile, methods: methods}, look); }, 340), 'Dolan and Mor\u00e9 2002, over ' + all.profile.problems + ' problems (each setting and seed is one). At 1×: how often a method is the fastest; at the right end: how often it reaches the target at all. Higher is better.'));
      part.appendChild(h('p', {'class': 'text'}, capital(all.profile.text)));
    }
    page.put('across', 'Across workloads', part);
  }

  function rates() {
    var part = page.section('rates', 'Sensitivity to the learning rate'), choices = [], name;
    var key = function (s) { return s.workload + '\n' + s.phase; };
    data.workloads.forEach(function (w) { all.scans.forEach(function (s) { if (s.workload === w.name && !choices.some(function (c) { return c[0] === key(s); })) choices.push([key(s), s.workload + (s.phase === 'tuning' ? ' (tuning)' : '')]); }); });
    if (!choices.length) return;
    name = choices[0][0];
    var scans = function () {
      var here = all.scans.filter(function (s) { return key(s) === name; }), optimizers = {};
      here.forEach(function (s) { optimizers[s.optimizer + s.preprocess.join('+')] = true; });
      return here.map(function (s) { return Object.assign({}, s, {several: Object.keys(optimizers).length > 1}); });
    };
    var made = page.chart('rates', function (look) { return steady.views.rates({scans: scans(), methods: methods}, look); }, 320);
    var said = page.live(function () { return h('details', null, h('summary', null, 'In words'), h('ul', null, scans().map(function (s) { return h('li', null, capital(s.text)); }))); });
    if (choices.length > 1) part.appendChild(h('div', {'class': 'controls'}, page.choice('Workload', choices, name, function (v) { name = v; made.redraw(); said.again(); })));
    part.appendChild(page.figure(made, 'Every run a dot (filled: met the target; ring: missed it), the line joins medians; ✕ at the edge: the run diverged. Horizontal dashes: target. Bar below: the learning rates at which at least half of the runs reach the target, in decades; ≥ where it touches the end of what was tested. Red dashes: half of the runs diverge from there on. After a search everything here is of the tuning runs, judged on held-out rows; the final runs at the chosen rate stand with their workload.'));
    part.appendChild(said);
    page.put('rates', 'Learning rates', part);
  }
};
