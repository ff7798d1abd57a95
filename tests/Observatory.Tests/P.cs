namespace Observatory.Tests;
public class Placeholder { }
