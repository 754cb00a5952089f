<?php

// Read before the program: makes of php-cgi what a program knows from php-cli, and tells errors as data.
// Everything is in a namespace or a closure, so that the program's own names stay free.

namespace Fuelcell {

    const REPORT = '/fuelcell/report';
    /** What stands before the names of all variables that the caller gave: php-cgi would take some of them for a web server's. */
    const ENV_PREFIX = 'FUELCELL_';
    // The report holds 64 KiB, and escaping may make six characters of one.
    const MESSAGE_BYTES = 4_000;
    const TRACEBACK_BYTES = 5_000;
    const FATAL = E_ERROR | E_PARSE | E_CORE_ERROR | E_COMPILE_ERROR | E_USER_ERROR | E_RECOVERABLE_ERROR;

    /** The wrapper `php://`, whose streams this build cannot open: it would have to duplicate descriptors. */
    final class Streams
    {
        private const DEVICES = [
            'stdin' => '/dev/stdin', 'fd/0' => '/dev/stdin',
            'stdout' => '/dev/stdout', 'fd/1' => '/dev/stdout',
            'stderr' => '/dev/stderr', 'fd/2' => '/dev/stderr',
        ];

        /** @var resource|null */
        public $context;
        /** @var resource|false */
        private $stream = false;

        public static function install(): void
        {
            stream_wrapper_unregister('php');
            stream_wrapper_register('php', self::class);
        }

        public function stream_open(string $path, string $mode, int $options, ?string &$opened): bool
        {
            $device = self::DEVICES[strtolower(substr($path, 6))] ?? null;
            if ($device !== null) {
                $this->stream = fopen($device, $mode);
                return $this->stream !== false;
            }
            // This build cannot make the file that php://temp would become when it grows.
            $path = preg_replace('~^php://temp(/maxmemory:.*)?$~i', 'php://memory', $path);
            stream_wrapper_restore('php');
            try {
                $this->stream = $this->context === null ? fopen($path, $mode) : fopen($path, $mode, false, $this->context);
            } finally {
                self::install();
            }
            return $this->stream !== false;
        }

        public function stream_read(int $count): string|false
        {
            return fread($this->stream, $count);
        }

        public function stream_write(string $data): int
        {
            return (int) fwrite($this->stream, $data);
        }

        public function stream_eof(): bool
        {
            return feof($this->stream);
        }

        public function stream_flush(): bool
        {
            return fflush($this->stream);
        }

        public function stream_close(): void
        {
            fclose($this->stream);
        }

        public function stream_seek(int $offset, int $whence): bool
        {
            return fseek($this->stream, $offset, $whence) === 0;
        }

        public function stream_tell(): int
        {
            return (int) ftell($this->stream);
        }

        public function stream_truncate(int $size): bool
        {
            return ftruncate($this->stream, $size);
        }

        public function stream_lock(int $operation): bool
        {
            return $operation === 0 || flock($this->stream, $operation);
        }

        public function stream_set_option(int $option, int $first, ?int $second): bool
        {
            return false;
        }

        public function stream_stat(): array|false
        {
            return fstat($this->stream);
        }

        /** @return resource|false */
        public function stream_cast(int $purpose)
        {
            return $this->stream;
        }
    }

    /** Writes down an error for the caller, once: the first is the cause. */
    function report(string $type, string $message, ?int $line, string $traceback): void
    {
        static $done = false;
        if ($done) {
            return;
        }
        $done = true;
        $fields = [
            'type' => $type,
            'message' => limited($message, MESSAGE_BYTES),
            'line' => $line,
            'traceback' => limited($traceback, TRACEBACK_BYTES),
        ];
        file_put_contents(REPORT, json_encode($fields, JSON_INVALID_UTF8_SUBSTITUTE));
    }

    function limited(string $text, int $bytes): string
    {
        return strlen($text) > $bytes ? mb_strcut($text, 0, $bytes, 'UTF-8') . '…' : $text;
    }

    /** What ended the program, from what the engine keeps of it. */
    function reportLast(array $error, string $program): void
    {
        ['type' => $kind, 'file' => $file, 'line' => $line, 'message' => $message] = $error;
        $is_syntax = $kind === E_PARSE;
        $name = $is_syntax ? 'Parse error' : 'Fatal error';
        $told = "PHP $name:  $message in $file on line $line\n";
        // An exception as text: those that it was caused by, itself, and where it came from.
        $place = preg_quote(" in $file:$line", '/');
        $thrown = "/^Uncaught (?:.*\n\nNext )?([\\w\\\\\x80-\xff@.\/:$]+?)(?:: (.*))?$place\nStack trace:\n(.*)$/s";
        if ($kind !== E_ERROR || preg_match($thrown, $message, $parts) !== 1) {
            report($is_syntax ? 'ParseError' : $name, $message, $file === $program ? $line : null, $told);
            return;
        }
        $frame = '/^#\d+ ' . preg_quote($program, '/') . '\((\d+)\): /m';
        $frames = preg_match($frame, $parts[3], $found) === 1 ? (int) $found[1] : null;
        report($parts[1], $parts[2], $file === $program ? $line : $frames, $told);
    }

    /** The caller's variables, by their own names again, for `getenv()` too. */
    function environment(): array
    {
        $variables = [];
        foreach (explode("\0", file_get_contents('/dev/environ')) as $variable) {
            if (!str_starts_with($variable, ENV_PREFIX)) {
                continue;
            }
            [$name, $value] = explode('=', substr($variable, strlen(ENV_PREFIX)), 2);
            putenv(ENV_PREFIX . $name);
            putenv("$name=$value");
            $variables[$name] = $value;
        }
        return $variables;
    }

    (static function (): void {
        define('STDIN', fopen('/dev/stdin', 'r'));
        define('STDOUT', fopen('/dev/stdout', 'w'));
        define('STDERR', fopen('/dev/stderr', 'w'));
        Streams::install();

        $_ENV = environment();
        ['argv' => $argv, 'argc' => $argc, 'REQUEST_TIME_FLOAT' => $from, 'REQUEST_TIME' => $second] = $_SERVER;
        $script = $argv[0];
        $_SERVER = array_replace($_ENV, [
            'PHP_SELF' => $script,
            'SCRIPT_NAME' => $script,
            'SCRIPT_FILENAME' => $script,
            'PATH_TRANSLATED' => $script,
            'DOCUMENT_ROOT' => '',
            'REQUEST_TIME_FLOAT' => $from,
            'REQUEST_TIME' => $second,
            'argv' => $argv,
            'argc' => $argc,
        ]);

        $program = realpath($script);
        // After an exception that nobody caught, too: a handler for those would be the program's to replace.
        register_shutdown_function(static function () use ($program): void {
            $error = error_get_last();
            if ($error !== null && ($error['type'] & FATAL) !== 0) {
                reportLast($error, $program);
            }
        });
    })();
}

namespace {

    function readline(?string $prompt = null): string|false
    {
        fwrite(STDOUT, (string) $prompt);
        $line = fgets(STDIN);
        return $line === false ? false : rtrim($line, "\r\n");
    }

    // This build makes no temporary files by itself: there is no directory for them, and names stay the pattern that they are made of.
    function tempnam(string $directory, string $prefix): string|false
    {
        $directory = is_dir($directory) ? rtrim(realpath($directory), '/') : '';
        do {
            $name = $directory . '/' . substr(basename($prefix), 0, 63) . bin2hex(random_bytes(3));
        } while (file_exists($name));
        return touch($name) ? $name : false;
    }

    /** @return resource|false */
    function tmpfile()
    {
        $name = tempnam('/', 'php');
        $file = $name === false ? false : fopen($name, 'r+');
        if ($file !== false) {
            register_shutdown_function('unlink', $name);
        }
        return $file;
    }

    // Looking up the name of a host is a trap in this build.
    function gethostbyname(string $hostname): string
    {
        return $hostname;
    }

    function gethostbynamel(string $hostname): array|false
    {
        return false;
    }

    function gethostbyaddr(string $ip): string|false
    {
        return $ip;
    }
}
