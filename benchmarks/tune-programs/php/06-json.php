<?php // `json_encode` and `json_decode` of 1 MB
$rows = [];
for ($i = 0; $i < 14_000; $i++) {
    $rows[] = ['id' => $i, 'name' => "user$i", 'tags' => ['a', 'b', 'c'], 'score' => $i * 1.5, 'even' => $i % 2 === 0];
}
$text = json_encode($rows);
echo strlen($text), ' ', json_decode($text, true) == $rows ? 'same' : 'other', "\n";
