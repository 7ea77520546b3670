import { BoundedMap } from './BoundedMap';

const sized = () => new BoundedMap<Uint8Array>(10, (value) => value.byteLength);

it('drops the entries that were put first once it holds too many bytes', () => {
  const map = sized();
  for (const key of ['a', 'b', 'c']) map.put(key, new Uint8Array(4));
  expect(map.get('a')).toBeUndefined();
  expect(map.get('b')).toHaveLength(4);
  expect(map.get('c')).toHaveLength(4);
});

it('counts a key once, as the newest', () => {
  const map = sized();
  map.put('a', new Uint8Array(4));
  map.put('b', new Uint8Array(4));
  map.put('a', new Uint8Array(5));
  map.put('c', new Uint8Array(5));
  expect(map.get('b')).toBeUndefined();
  expect(map.get('a')).toHaveLength(5);
  expect(map.get('c')).toHaveLength(5);
});

it('has its room back after deleting, and keeps nothing larger than itself', () => {
  const map = sized();
  map.put('a', new Uint8Array(8));
  map.delete('a');
  map.delete('never there');
  map.put('b', new Uint8Array(8));
  expect(map.get('b')).toHaveLength(8);
  map.delete('b');
  map.put('c', new Uint8Array(8));
  expect(map.get('c')).toHaveLength(8);
  map.put('d', new Uint8Array(11));
  expect(map.get('d')).toBeUndefined();
});
