/* The section on the runs' health: a card for each configuration and symptom, as `steady diagnose` tells it. page: what page.js offers. */
steady.cards = function (page) {
  var h = steady.h, health = page.data.health, most = 24;
  if (!health || !health.runs || !(health.cards.length || health.hints.length)) return;
  var part = page.section('health', 'Health of the runs'), fact = function (name, value) { return value ? [h('dt', null, name), h('dd', null, value)] : null; };
  part.appendChild(h('p', {'class': 'text'}, health.sick ? steady.whole(health.sick) + ' of ' + steady.plural(health.runs, 'run') + ' ' + (health.sick === 1 ? 'has' : 'have') + ' a verdict' + (health.cured ? ', ' + steady.whole(health.cured) + ' of them cured' : '') + (health.suspected ? ', ' + steady.whole(health.suspected) + ' more a suspicion' : '') + '.' : 'No run has a verdict; ' + steady.plural(health.suspected, 'run') + (health.suspected === 1 ? ' raises' : ' raise') + ' a suspicion.'));
  part.appendChild(h('p', {'class': 'note'}, 'A card for the runs of one method on one workload that suffer from the same; its numbers and picture are those of the run that it names. Confidence from 0.5 on is a verdict, below a hint. \u2018steady diagnose DIR\u2019 diagnoses the recorded traces again.'));
  function card(c) {
    var evidence = Object.keys(c.evidence), id = 'card-' + (card.next = (card.next || 0) + 1);
    return h('article', {'class': 'card', 'aria-labelledby': id},
      h('h3', {id: id}, h('span', {'class': 'badge ' + (c.cured ? 'good' : 'bad')}, c.cured ? c.symptom + ', cured' : c.symptom), ' ' + c.workload + ' \u00b7 ' + c.method, c.setting ? h('span', {'class': 'sub'}, c.setting) : null),
      h('p', {'class': 'count'}, h('b', null, c.n + ' of ' + steady.plural(c.of, 'run')), ' \u00b7 ' + c.place, h('span', {'class': 'sub'}, c.seeds)),
      h('div', {'class': 'body'},
        c.picture ? h('img', {src: c.picture, alt: c.alt, width: 400, height: 214, loading: 'lazy'}) : null,
        h('div', {'class': 'told'},
          h('p', {'class': 'text'}, steady.capital(c.finding), h('span', {'class': 'sub'}, 'seed ' + c.seed + ', trial ' + c.trial + (c.cured ? '' : ', confidence ' + steady.number(c.confidence, 2)) + (c.batch === null ? '' : ', batch ' + c.batch + ' of its epoch'))),
          h('dl', null,
            fact('Evidence', evidence.length ? evidence.map(function (name, i) { return [i ? ', ' : null, h('span', {'class': 'evidence'}, name + ' ' + steady.number(c.evidence[name], 3))]; }) : null),
            fact('First bad layer', c.layers ? c.layers : null),
            fact('Course', c.chain.length ? c.chain.join(' \u2192 ') : null),
            fact('Also', c.also.length ? h('ul', null, c.also.map(function (t) { return h('li', null, t); })) : null),
            fact('Done', c.treatment.length ? h('ul', null, c.treatment.map(function (t) { return h('li', null, t); })) : null),
            fact('Outcome', c.outcome ? steady.capital(c.outcome) : null),
            fact('What to change', c.advice ? steady.capital(c.advice) : null)))));
  }
  health.cards.slice(0, most).forEach(function (c) { part.appendChild(card(c)); });
  if (health.cards.length > most) part.appendChild(h('details', null, h('summary', null, steady.plural(health.cards.length - most, 'more card')), health.cards.slice(most).map(card)));
  if (health.hints.length) part.appendChild(h('details', {open: !health.cards.length}, h('summary', null, 'Hints: suspicions that the evidence does not carry'), h('ul', {'class': 'hints'}, health.hints.map(function (c) { return h('li', null, c.workload + ' \u00b7 ' + c.method + (c.setting ? ' \u00b7 ' + c.setting : '') + ': perhaps ' + c.symptom + ' in ' + c.n + ' of ' + c.of + ' (' + c.place + ', confidence ' + steady.number(c.confidence, 2) + '): ' + c.finding); }))));
  if (health.cards.length && health.healthy.length) part.appendChild(h('details', null, h('summary', null, 'Without a verdict: ' + steady.plural(health.healthy.length, 'configuration')), h('ul', null, health.healthy.map(function (name) { return h('li', null, name); }))));
  page.put('health', 'Health', part);
};
