<?php // a simulation of many objects
class Animal
{
    public int $energy = 10;

    public function __construct(public int $x, public int $y)
    {
    }

    public function step(Field $field): void
    {
        $this->move($field, $field->draw(-1, 1), $field->draw(-1, 1));
        $this->energy--;
        if ($field->eat($this->x, $this->y)) {
            $this->energy += 5;
        }
    }

    protected function move(Field $field, int $dx, int $dy): void
    {
        $this->x = ($this->x + $dx + $field->size) % $field->size;
        $this->y = ($this->y + $dy + $field->size) % $field->size;
    }

    public function isAlive(): bool
    {
        return $this->energy > 0;
    }
}
final class Rabbit extends Animal
{
    public function step(Field $field): void
    {
        parent::step($field);
        if ($this->energy > 12) {
            $this->energy = intdiv($this->energy, 2);
            $field->animals[] = new Rabbit($this->x, $this->y);
        }
    }
}
final class Field
{
    /** @var array<string, true> */
    public array $food = [];
    /** @var list<Animal> */
    public array $animals = [];

    public function __construct(public readonly int $size)
    {
        for ($i = 0; $i < 100; $i++) {
            $this->animals[] = new Rabbit($i % $size, intdiv($i, $size));
        }
    }

    public function draw(int $least, int $most): int
    {
        return mt_rand($least, $most);
    }

    public function eat(int $x, int $y): bool
    {
        $found = isset($this->food["$x,$y"]);
        unset($this->food["$x,$y"]);
        return $found;
    }

    public function tick(): void
    {
        for ($i = 0; $i < 60; $i++) {
            $this->food[$this->draw(0, $this->size - 1) . ',' . $this->draw(0, $this->size - 1)] = true;
        }
        foreach ($this->animals as $animal) {
            $animal->step($this);
        }
        $this->animals = array_values(array_filter($this->animals, fn (Animal $animal) => $animal->isAlive()));
    }
}
mt_srand(3);
$field = new Field(40);
for ($i = 0; $i < 240; $i++) {
    $field->tick();
}
echo count($field->animals), ' ', count($field->food), "\n";
