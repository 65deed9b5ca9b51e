Console.WriteLine("detector");
