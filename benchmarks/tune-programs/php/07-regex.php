<?php // regex over 1 MB
$text = substr(str_repeat('lorem ipsum 12345 dolor@example.com sit amet, ', 22_000), 0, 1_000_000);
echo preg_match_all('/[a-z]+@[a-z]+\.com/', $text), ' ', strlen(preg_replace('/\d+/', '#', $text)), "\n";
$words = 0;
preg_replace_callback('/\b(\w+)\b/', function ($match) use (&$words) {
    $words++;
    return $match[1];
}, $text);
echo $words, "\n";
