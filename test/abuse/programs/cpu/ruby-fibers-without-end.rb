# ends: out-of-fuel
fiber = Fiber.new { loop { Fiber.yield } }
loop { fiber.resume }
