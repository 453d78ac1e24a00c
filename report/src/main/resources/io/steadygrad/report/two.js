/* The page of two runs compared: words, tables, and a small picture per configuration. */
(function () {
  var h = steady.h, data = JSON.parse(document.getElementById('data').textContent), page = document.getElementById('page');
  var root = document.documentElement, preference = window.matchMedia('(prefers-color-scheme: dark)'), chosen = null;
  function isDark() { return chosen === null ? preference.matches : chosen === 'dark'; }
  var toggle = h('button', {type: 'button', id: 'theme', on: {click: function () { chosen = isDark() ? 'light' : 'dark'; show(); }}});
  preference.addEventListener('change', function () { if (chosen === null) show(); });
  window.addEventListener('beforeprint', function () { chosen = 'light'; show(); });

  function section(id, title) { return h('section', {id: id, 'aria-labelledby': id + '-title'}, h('h2', {id: id + '-title'}, title)); }
  function scroll(label, table) { return h('div', {'class': 'scroll', tabindex: 0, role: 'region', 'aria-label': label}, table); }
  function table(label, head, rows) {
    return scroll(label, h('table', null, h('caption', {'class': 'hidden'}, label),
      h('thead', null, h('tr', null, head.map(function (t) { var numeric = t.charAt(0) === '#'; return h('th', {scope: 'col', 'class': numeric ? 'num' : null}, numeric ? t.slice(1) : t); }))), h('tbody', null, rows)));
  }
  function middle(outcome) { return outcome.median === null && outcome.n > outcome.finite ? h('span', {'class': 'bad'}, 'diverged') : steady.number(outcome.median, 4); }
  function reached(row, o) { return [(row.hasTarget ? o.reached : o.finite) + ' of ' + o.n, row.hasTarget && o.n ? h('span', {'class': 'sub'}, Math.round(100 * o.low) + '–' + Math.round(100 * o.high) + ' %') : null]; }
  var looks = {'B is better': 'good', 'B is worse': 'bad', 'no difference shown': 'unknown'};

  function cells(theme) {
    var part = section('cells', 'Configurations in both runs'), different = data.cells.filter(function (c) { return !c.identical; }), same = data.cells.filter(function (c) { return c.identical; });
    if (different.length) {
      part.appendChild(h('p', {'class': 'note'}, 'A line joins the two runs of one seed. Filled: met the target; ring: missed it; ✕: diverged; dashes: target of A. Difference: median over seeds of B minus A; a diverged run is worse than any value. p: paired Wilcoxon test over seeds, two-sided, Holm-corrected over all configurations tested; none below six pairs.'));
      part.appendChild(table('Configurations in both runs', ['Configuration', 'Every run, A and B', '#' + 'Success in A', '#Success in B', '#Median in A', '#Median in B', '#B minus A', '#p', 'Verdict'], different.map(function (c) {
        var g = c.gains;
        return h('tr', null,
          h('th', {scope: 'row'}, c.workload, h('span', {'class': 'sub'}, c.label), c.changes.map(function (t) { return h('span', {'class': 'sub'}, 'changed: ' + t); })),
          h('td', {'class': 'strip'}, c.runs.length ? [steady.views.twins(c, theme), h('span', {'class': 'sub'}, c.metricWords)] : '–'),
          h('td', {'class': 'num'}, reached(c, c.a)), h('td', {'class': 'num'}, reached(c, c.b)), h('td', {'class': 'num'}, middle(c.a)), h('td', {'class': 'num'}, middle(c.b)),
          h('td', {'class': 'num'}, g.median === null ? '–' : (g.median > 0 ? '+' : '') + steady.number(g.median, 3), h('span', {'class': 'sub'}, g.better + ' better, ' + g.worse + ' worse' + (g.equal ? ', ' + g.equal + ' equal' : ''))),
          h('td', {'class': 'num'}, g.holm === null ? '–' : [steady.number(g.holm, 2), h('span', {'class': 'sub'}, 'raw ' + steady.number(g.wilcoxon, 2))]),
          h('td', null, h('span', {'class': 'badge ' + (looks[g.verdict] || 'unknown')}, g.verdict)));
      })));
    }
    if (same.length) part.appendChild(h('details', {open: !different.length}, h('summary', null, steady.plural(same.length, 'configuration') + ' with identical runs'), table('Configurations with identical runs', ['Configuration', '#Success', '#Median', '#Runs'], same.map(function (c) {
      return h('tr', null, h('th', {scope: 'row'}, c.workload, h('span', {'class': 'sub'}, c.label)), h('td', {'class': 'num'}, reached(c, c.a)), h('td', {'class': 'num'}, middle(c.a), h('span', {'class': 'sub'}, c.metricWords)), h('td', {'class': 'num'}, c.runs.length));
    }))));
    return part;
  }
  function lone(title, rows) { return rows.length ? h('details', {open: rows.length <= 12}, h('summary', null, title + ': ' + steady.plural(rows.length, 'configuration')), h('ul', null, rows.map(function (r) { return h('li', null, r.label, h('span', {'class': 'sub'}, (r.seeds.length === 1 ? 'seed ' : 'seeds ') + r.seeds.join(', '))); }))) : null; }

  function show() {
    var theme = steady.theme(isDark()), content = h('main', {id: 'content', 'class': 'wrap'}), links = [];
    function put(name, part) { links.push(h('li', null, h('a', {href: '#' + part.id}, name))); content.appendChild(part); }
    root.setAttribute('data-theme', isDark() ? 'dark' : 'light');
    toggle.textContent = isDark() ? '☀ Light' : '☾ Dark'; toggle.setAttribute('aria-label', 'Switch to ' + (isDark() ? 'light' : 'dark') + ' colours');
    if (data.cells.length) put('Configurations', cells(theme));
    if (data.unequal.length) {
      var unequal = section('unequal', 'Same identity, other numbers');
      unequal.appendChild(h('p', {'class': 'note'}, 'These trials stand for the same resolved content (configuration, data, seed, engine version, threads), so their numbers should be equal. Where they are not, look at the environments below: another processor or operating system may round otherwise.'));
      unequal.appendChild(table('Trials of the same identity with other numbers', ['Trial', '#Seed', 'What', '#In A', '#In B', '#Relative difference'], data.unequal.map(function (u) {
        return u.differences.map(function (d, i) { return h('tr', null, i ? h('td', null) : h('th', {scope: 'row'}, u.label, h('span', {'class': 'sub'}, u.id)), h('td', {'class': 'num'}, i ? '' : u.seed), h('td', null, d.what.replace(/_/g, ' ')), h('td', {'class': 'num'}, d.a === null ? '–' : d.a), h('td', {'class': 'num'}, d.b === null ? '–' : d.b), h('td', {'class': 'num'}, steady.number(d.relative, 2))); });
      })));
      put('Other numbers', unequal);
    }
    if (data.onlyA.length || data.onlyB.length) {
      var alone = section('alone', 'In one run only');
      steady.add(alone, [lone('Only in A', data.onlyA), lone('Only in B', data.onlyB)]);
      put('In one only', alone);
    }
    var origin = section('origin', 'What ran them'), keys = Object.keys(data.environment);
    origin.appendChild(keys.length ? table('Environments', ['What', 'A', 'B'], keys.map(function (k) { return h('tr', null, h('th', {scope: 'row'}, k), data.environment[k].map(function (v) { return h('td', null, v === null ? 'not told' : v); })); })) : h('p', {'class': 'text'}, 'The environments are the same as far as the runs tell.'));
    origin.appendChild(data.study.length ? h('div', null, h('h3', null, 'What changed in the study file'), h('pre', {tabindex: 0}, data.study.map(function (line) { return h('span', {'class': line.charAt(0) === '+' ? 'came' : line.charAt(0) === '-' ? 'went' : null}, line + '\n'); }))) : h('p', {'class': 'text'}, 'The resolved study files are the same, or one of the runs has none.'));
    put('What ran them', origin);
    while (page.firstChild) page.removeChild(page.firstChild);
    steady.add(page, [
      h('header', {'class': 'top wrap'}, h('div', {'class': 'brand'}, h('span', null, 'SteadyGrad, two runs compared'), toggle), h('h1', null, data.a.study === data.b.study ? data.a.study : data.a.study + ' and ' + data.b.study),
        h('dl', {'class': 'facts'}, [['A', data.a], ['B', data.b]].map(function (s) { return h('div', null, h('dt', null, s[0]), h('dd', null, h('code', null, s[1].directory), ' ' + steady.plural(s[1].trials, 'trial'))); })),
        h('div', {id: 'summary'}, data.sentences.map(function (t) { return h('p', {'class': 'lead'}, t); }))),
      h('nav', {'class': 'sections', 'aria-label': 'Sections'}, h('ul', {'class': 'wrap'}, links)), content,
      h('footer', {'class': 'wrap'}, 'Made by SteadyGrad from summary.json and study.yaml of the two runs. Nothing on this page was loaded from anywhere else.')]);
    root.setAttribute('data-ready', 'true');
  }
  show();
})();
