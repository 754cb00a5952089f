<?php // nbody
function advance(array &$bodies, float $step, int $count): void
{
    $size = count($bodies);
    while ($count-- > 0) {
        for ($i = 0; $i < $size; $i++) {
            $a = &$bodies[$i];
            for ($j = $i + 1; $j < $size; $j++) {
                $b = &$bodies[$j];
                $dx = $a[0] - $b[0];
                $dy = $a[1] - $b[1];
                $dz = $a[2] - $b[2];
                $square = $dx * $dx + $dy * $dy + $dz * $dz;
                $pull = $step / ($square * sqrt($square));
                $ofA = $a[6] * $pull;
                $ofB = $b[6] * $pull;
                $a[3] -= $dx * $ofB;
                $a[4] -= $dy * $ofB;
                $a[5] -= $dz * $ofB;
                $b[3] += $dx * $ofA;
                $b[4] += $dy * $ofA;
                $b[5] += $dz * $ofA;
                unset($b);
            }
            unset($a);
        }
        foreach ($bodies as &$body) {
            $body[0] += $step * $body[3];
            $body[1] += $step * $body[4];
            $body[2] += $step * $body[5];
        }
        unset($body);
    }
}
$bodies = [
    [0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 39.47],
    [4.84, -1.16, -0.10, 0.6, 2.8, -0.02, 0.037],
    [8.34, 4.12, -0.4, -1.01, 1.82, 0.008, 0.011],
    [12.8, -15.1, -0.22, 1.08, 0.86, -0.01, 0.0017],
    [15.3, -25.9, 0.179, 0.979, 0.594, -0.034, 0.002],
];
advance($bodies, 0.001, 4_000);
echo $bodies[0][0], ' ', $bodies[0][1], ' ', $bodies[0][2], "\n";
