using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Butler.Architecture.Tests;

/// <summary>The types that a type uses: in its declaration, its members and their bodies, and the same of its nested types.</summary>
internal static class UsedTypes
{
    /// <returns>The outermost types, each as often as it is used.</returns>
    public static IEnumerable<TypeReference> Of(TypeDefinition type) => InDeclaration(type)
        .Concat(type.Fields.SelectMany(field => Attributes(field).Append(field.FieldType)))
        .Concat(type.Properties.SelectMany(Attributes))
        .Concat(type.Events.SelectMany(Attributes))
        .Concat(type.Methods.SelectMany(InMethod))
        .SelectMany(Parts)
        .Select(Outermost)
        .Concat(type.NestedTypes.SelectMany(Of));

    private static IEnumerable<TypeReference> InDeclaration(TypeDefinition type) =>
    [
        .. type.BaseType is { } parent ? [parent] : (TypeReference[])[],
        .. type.Interfaces.Select(implemented => implemented.InterfaceType),
        .. Attributes(type),
        .. Constraints(type),
    ];

    private static IEnumerable<TypeReference> InMethod(MethodDefinition method) =>
    [
        method.ReturnType,
        .. method.Parameters.SelectMany(parameter => Attributes(parameter).Append(parameter.ParameterType)),
        .. Attributes(method),
        .. Constraints(method),
        .. method.HasBody ? InBody(method.Body) : [],
    ];

    private static IEnumerable<TypeReference> InBody(MethodBody body) =>
    [
        .. body.Variables.Select(variable => variable.VariableType),
        .. body.ExceptionHandlers.Select(handler => handler.CatchType).OfType<TypeReference>(),
        .. body.Instructions.SelectMany(instruction => InOperand(instruction.Operand)),
    ];

    private static IEnumerable<TypeReference> InOperand(object? operand) => operand switch
    {
        TypeReference type => [type],
        FieldReference field => [field.DeclaringType, field.FieldType],
        GenericInstanceMethod method => [method.DeclaringType, method.ReturnType, .. method.GenericArguments],
        MethodReference method => [method.DeclaringType, method.ReturnType],
        _ => [],
    };

    private static IEnumerable<TypeReference> Constraints(IGenericParameterProvider owner) =>
        owner.GenericParameters.SelectMany(parameter => parameter.Constraints).Select(constraint => constraint.ConstraintType);

    private static IEnumerable<TypeReference> Attributes(ICustomAttributeProvider owner) => owner.CustomAttributes.SelectMany(attribute =>
        attribute.ConstructorArguments.Select(argument => argument.Value).OfType<TypeReference>().Append(attribute.AttributeType));

    /// <summary>A type without its brackets, and what stands between them.</summary>
    private static IEnumerable<TypeReference> Parts(TypeReference type) => type switch
    {
        GenericParameter => [],
        FunctionPointerType pointer =>
            pointer.Parameters.Select(parameter => parameter.ParameterType).Append(pointer.ReturnType).SelectMany(Parts),
        GenericInstanceType generic => [generic.ElementType, .. generic.GenericArguments.SelectMany(Parts)],
        TypeSpecification wrapped => Parts(wrapped.ElementType),
        _ => [type],
    };

    private static TypeReference Outermost(TypeReference type) => type.DeclaringType is { } outer ? Outermost(outer) : type;
}
