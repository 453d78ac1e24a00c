'use strict';
/* One name for everything; views are pure functions (data, look) -> {option, height, label} or an element. */
var steady = {views: {}};

/* Builds an element. Children are elements or text; text never becomes markup. */
steady.h = function (tag, attributes) {
  var svg = /^(svg|g|line|rect|circle|path|text|title)$/.test(tag) && (tag !== 'title' || attributes && attributes.svg);
  var element = svg ? document.createElementNS('http://www.w3.org/2000/svg', tag) : document.createElement(tag);
  Object.keys(attributes || {}).forEach(function (key) {
    var value = attributes[key];
    if (value === null || value === undefined || value === false || key === 'svg') return;
    if (key === 'on') Object.keys(value).forEach(function (event) { element.addEventListener(event, value[event]); });
    else if (key === 'look') Object.keys(value).forEach(function (name) { element.style.setProperty(name, value[name]); });
    else element.setAttribute(key, value === true ? '' : String(value));
  });
  for (var i = 2; i < arguments.length; i++) steady.add(element, arguments[i]);
  return element;
};
steady.add = function (element, child) {
  if (child === null || child === undefined || child === false) return;
  if (Array.isArray(child)) child.forEach(function (each) { steady.add(element, each); });
  else element.appendChild(child.nodeType ? child : document.createTextNode(String(child)));
};
/* A sentence in which `names` stand between back quotes. */
steady.sentence = function (text) {
  return text.split('`').map(function (part, i) { return i % 2 ? steady.h('code', null, part) : part; });
};
