// ends: exit 1 Error
Array.prototype.filter = () => {
  throw 1
}
Array.prototype.map =
  RegExp.prototype.exec =
  String.prototype.split =
    () => {
      for (const x of null);
    }
throw new Error('x')
