# a simulation of many objects
import random
class Animal:
    def __init__(self, x, y):
        self.x, self.y, self.energy = x, y, 10
    def step(self, field):
        self.move(field, field.draw(-1, 2), field.draw(-1, 2))
        self.energy -= 1
        if field.food.pop((self.x, self.y), None):
            self.energy += 5
    def move(self, field, dx, dy):
        self.x, self.y = (self.x + dx) % field.size, (self.y + dy) % field.size
    @property
    def is_alive(self):
        return self.energy > 0
class Rabbit(Animal):
    def step(self, field):
        super().step(field)
        if self.energy > 12:
            self.energy //= 2
            field.animals.append(Rabbit(self.x, self.y))
class Field:
    def __init__(self, size):
        self.size, self.random, self.food = size, random.Random(3), {}
        self.animals = [Rabbit(i % size, i // size) for i in range(100)]
    def draw(self, least, end):
        return self.random.randrange(least, end)
    def tick(self):
        for _ in range(60):
            self.food[self.draw(0, self.size), self.draw(0, self.size)] = True
        for animal in list(self.animals):
            animal.step(self)
        self.animals = [animal for animal in self.animals if animal.is_alive]
field = Field(40)
for _ in range(120):
    field.tick()
print(len(field.animals), len(field.food))
