import fc from 'fast-check';
import { expect, test } from 'vitest';
import { Bag, type Bagged } from './bag.ts';

interface Item extends Bagged {
  readonly name: number;
}

function names(bag: Bag<Item>): number[] {
  const seen: number[] = [];
  bag.forEach(({ name }) => seen.push(name));
  return seen.sort((a, b) => a - b);
}

test('holds what a set would hold, whatever is added and deleted', () => {
  fc.assert(
    fc.property(fc.array(fc.nat(20)), (toggles) => {
      const bag = new Bag<Item>();
      const items = Array.from({ length: 21 }, (_, name): Item => ({ name, bagIndex: -1 }));
      const model = new Set<number>();
      for (const name of toggles) {
        const item = items[name] as Item;
        if (model.delete(name)) bag.delete(item);
        else {
          model.add(name);
          bag.add(item);
        }
        expect(bag.size).toBe(model.size);
      }
      expect(names(bag)).toEqual([...model].sort((a, b) => a - b));
    }),
  );
});

test('an item that is not there is not deleted, nor is another in its place', () => {
  const bag = new Bag<Item>();
  const [first, second]: [Item, Item] = [
    { name: 1, bagIndex: -1 },
    { name: 2, bagIndex: -1 },
  ];
  bag.add(first);
  bag.add(second);
  bag.delete(first);
  bag.delete(first);
  expect(names(bag)).toEqual([2]);
});

test('a visitor may delete what it visits', () => {
  const bag = new Bag<Item>();
  for (let name = 0; name < 10; name += 1) bag.add({ name, bagIndex: -1 });
  const visited: number[] = [];
  bag.forEach((item) => {
    visited.push(item.name);
    if (item.name % 2 === 0) bag.delete(item);
  });
  expect(visited.sort((a, b) => a - b)).toEqual([0, 1, 2, 3, 4, 5, 6, 7, 8, 9]);
  expect(names(bag)).toEqual([1, 3, 5, 7, 9]);
});
